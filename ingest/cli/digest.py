"""``digest``: what the readers get, and who has got it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ingest.cli.output import emit_json, emit_rows, json_option, warn

if TYPE_CHECKING:
    from ingest.app import App

_DELIVERY = ("recipient", "state", "attempts", "at", "error")
day_option = click.option(
    "--day", metavar="YYYY-MM-DD", help="The digest of that day instead of the latest."
)


@click.group()
def digest() -> None:
    """The daily digest: preview, send, and see who got it."""


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
        click.echo(rendered.html if as_html else rendered.text, nl=False)


@digest.command()
@click.option(
    "--to", "recipients", multiple=True, metavar="ADDRESS", help="Instead of the configured ones."
)
@click.option("--dry-run", is_flag=True, help="Say who would get it.")
@json_option
def send(recipients: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Select and send today's digest; whoever already got it does not get it again.

    Exit codes: 0 everybody has got it, 1 nobody, 4 some have not (standard error says who and why).
    """
    from ingest.app import open_app
    from ingest.steps.delivery import undelivered, unique

    with open_app() as app:
        addresses = unique(recipients or app.settings.digest.recipients)
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
        missing = undelivered(app.store, selected.id, addresses)
    if as_json:
        emit_json({"digest": selected.id, **counts})
    else:
        click.echo("  ".join(f"{name} {n}" for name, n in counts.items()))
    for address, (_, why) in missing.items():
        warn(f"{address} has not got it: {why}")
    if missing:
        raise click.exceptions.Exit(1 if len(missing) == len(addresses) else 4)


@digest.command()
@day_option
@json_option
def deliveries(day: str | None, as_json: bool) -> None:
    """Show who got a digest and who did not, with the reason."""
    from ingest.app import open_app

    with open_app() as app:
        digest_id = _digest_id(app, day)
        with app.store.read() as tx:
            found = tx.digests.deliveries(digest_id)
    rows = [
        {
            "digest": d.digest_id,
            "recipient": d.recipient,
            "state": d.state,
            "attempts": d.attempts,
            "at": d.marked_at or d.claimed_at,
            "message_id": d.message_id,
            "error": d.error,
        }
        for d in found
    ]
    if not emit_rows(rows, _DELIVERY, as_json=as_json):
        click.echo(f"{digest_id} was sent to nobody yet.", err=True)
        raise click.exceptions.Exit(3)


@digest.command()
@click.argument("address")
@day_option
def release(address: str, day: str | None) -> None:
    """Let a delivery be tried again that was claimed, unknown or refused.

    Do it when you know that the mail did not arrive: it keeps its Message-ID, but a reader who has it
    may see it twice. The next `digest send`, or clearing the `deliver` task, sends it.
    """
    from ingest.app import open_app

    with open_app() as app:
        digest_id = _digest_id(app, day)
        with app.store.write() as tx:
            state = {d.recipient: d.state for d in tx.digests.deliveries(digest_id)}.get(address)
            if state == "sent":
                raise click.ClickException(f"{address} has got {digest_id}: nothing to release")
            tx.digests.release(digest_id, address)
    click.echo(f"{digest_id} may be sent to {address} again")


def _digest_id(app: App, day: str | None) -> str:
    """Return the digest of *day*, or the latest; raises ``NotFound``."""
    from ingest.errors import NotFound

    with app.store.read() as tx:
        if day:
            return tx.digests.get(f"digest-{day}").id
        latest = tx.digests.list(limit=1)
    if not latest:
        raise NotFound("digest", "none was selected yet: `wirewatch digest send` does")
    return latest[0].id


COMMANDS = (digest,)
