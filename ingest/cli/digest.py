"""``digest``: what the readers get."""

from __future__ import annotations

import click

from ingest.cli.output import emit_json, json_option, warn


@click.group()
def digest() -> None:
    """The daily digest: preview and send."""


@digest.command()
@click.option("--html", "as_html", is_flag=True, help="The HTML part instead of the text.")
@json_option
def preview(as_html: bool, as_json: bool) -> None:
    """Print the digest as it would be sent now; nothing is stored or sent."""
    from ingest.app import open_app

    with open_app() as app:
        built, rendered = app.preview_digest()
    if as_json:
        emit_json(built)
    else:
        click.echo(rendered.html if as_html else rendered.text)


@digest.command()
@click.option(
    "--to", "recipients", multiple=True, metavar="ADDRESS", help="Instead of the configured ones."
)
@click.option("--dry-run", is_flag=True, help="Say who would get it.")
@json_option
def send(recipients: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Select and send today's digest; whoever already got it does not get it again."""
    from ingest.app import open_app

    with open_app() as app:
        addresses = recipients or app.settings.digest.recipients
        if not addresses:
            raise click.UsageError(
                "nobody to send to: set digest.recipients in config/wirewatch.toml or use --to"
            )
        if dry_run:
            for address in addresses:
                click.echo(address)
            return
        selected = app.select_digest()
        counts = app.deliver_digest(selected.id, recipients=addresses)
    if as_json:
        emit_json({"digest": selected.id, **counts})
    else:
        click.echo("  ".join(f"{name} {n}" for name, n in counts.items()))
    bad = counts.get("failed", 0) + counts.get("unknown", 0)
    if bad:
        warn(
            f"{bad} deliveries failed or broke off; run the command again to retry the failed ones"
        )
    raise click.exceptions.Exit(4 if bad else 0)


COMMANDS = (digest,)
