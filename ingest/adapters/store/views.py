"""The SQL views: the stable contract for readers with their own SQL. The tables below may change."""

from __future__ import annotations

VIEWS = {
    "v_articles": """
        select a.id, a.status, a.version, a.url_key as canonical_url, v.url, a.source_key, a.publisher,
               v.headline, v.standfirst, v.text, v.language, v.country, v.state_media,
               v.authors, v.section, v.agency, v.is_full_text,
               v.published_at, v.published_precision, v.published_origin, v.published_zone_known,
               v.modified_at, v.fetched_at, a.first_seen, a.last_seen,
               v.content_hash, v.raw_id, v.method, v.rules_version,
               (select max(c.feed_no) from change c where c.article_id = a.id) as feed_no
          from article a
          join article_version v on v.article_id = a.id and v.n = a.version""",
    "v_removed_lines": """
        select r.article_id, r.version, r.position, r.line, r.stage, r.rule, r.rule_class,
               a.source_key, a.publisher
          from removed_line r
          join article a on a.id = r.article_id""",
    "v_changes": """
        select feed_no, article_id, version, op, at from change where feed_no is not null""",
}
