"""The command ``wirewatch``: stdout is data, stderr is talk.

Exit codes: 0 done · 1 failed · 2 wrong usage · 3 nothing there (nothing new, nothing found) ·
4 done in part (some sources or pages failed).

Only click is imported here: ``wirewatch --help`` has to answer at once, and everything heavy
(trafilatura, SQLAlchemy, rich) is imported by the command that needs it.
"""

from __future__ import annotations

import os
import sys

import click

from ingest import __version__
from ingest.cli import (
    articles,
    clean,
    database,
    digest,
    lineage,
    memory,
    review,
    run,
    seeds,
    sources,
    topic,
    verdicts,
)
from ingest.errors import ConfigError, NotFound, WirewatchError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wirewatch")
def wirewatch() -> None:
    """Monitor the news: fetch, clean, deduplicate, version, digest.

    Start everything with `wirewatch up`, or do one pass by hand with `wirewatch run`.

    Times are in UTC. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing there, 4 done in part.
    """


for group in (
    run,
    clean,
    articles,
    lineage,
    seeds,
    sources,
    topic,
    review,
    verdicts,
    memory,
    digest,
    database,
):
    for command in group.COMMANDS:
        wirewatch.add_command(command)


def main() -> None:
    """Run the command; say an expected error in one line, and leave quietly when the pipe is closed."""
    try:
        sys.exit(wirewatch.main(standalone_mode=False))  # an Exit comes back as its code
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Cut short.", err=True)
        sys.exit(130)
    except NotFound as error:
        click.echo(f"wirewatch: {error}", err=True)
        sys.exit(3)
    except ConfigError as error:
        click.echo(f"wirewatch: {error}", err=True)
        sys.exit(2)
    except WirewatchError as error:
        click.echo(f"wirewatch: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
