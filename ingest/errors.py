"""Everything ``ingest`` raises on purpose.

WirewatchError
├── ConfigError            wrong file or setting: fix it, do not retry
├── SourceError            a source as a whole could not be read in this run
│   └── SourceUnreachable  ... but another try in a minute may help
├── ArchiveError           the raw-page archive refused or vanished
├── StoreError             the article store refused or vanished
│   └── StoreOutdated      ... its schema is older or newer than this code: run `wirewatch db upgrade`
├── NotFound               the id, URL or key asked for is not there
├── MailError              the digest could not be handed to the mail server
│   └── MailRefused        ... and another try cannot help: a person has to look
└── LaunchError            Wirewatch could not be started on this machine

What a page or server can do to us is not an error but a value: see ``model.Failure`` and
``model.Rejection``.
"""


class WirewatchError(Exception):
    """Base of the tree. *subject* is what it is about (a file, URL, key); the text says what to do."""

    def __init__(self, subject: str, message: str) -> None:
        super().__init__(subject, message)
        self.subject = subject
        self.message = message

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}"


class ConfigError(WirewatchError):
    """A configuration file or setting is wrong; *subject* names file and block."""


class SourceError(WirewatchError):
    """A source could not be read; *subject* is its key."""


class SourceUnreachable(SourceError):
    """A source could not be read for a reason that often passes: time-out, 5xx, lost connection."""


class ArchiveError(WirewatchError):
    """The raw-page archive failed; *subject* is its URL or the object asked for."""


class StoreError(WirewatchError):
    """The article store failed; *subject* is its URL without password."""


class StoreOutdated(StoreError):
    """The schema of the store does not fit this version of the code."""


class NotFound(WirewatchError):
    """Nothing is stored under *subject*."""


class MailError(WirewatchError):
    """The mail server refused or vanished; *subject* is the server or the recipient."""


class MailRefused(MailError):
    """Mail was refused for good, or may have arrived: repeating it by itself would be wrong."""


class LaunchError(WirewatchError):
    """Start-up failed; *subject* is the port, folder or program in the way."""
