"""The one reader of the environment: every setting is `STUDIO_<NAME>`, with a default that works on a laptop."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from studio.clock import Clock, clock_from

EngineName = Literal["embedded", "distributed"]


class Settings(BaseSettings):
    """Where things are and how this installation behaves; see docs/reference/settings.md for each one."""

    model_config = SettingsConfigDict(env_prefix="STUDIO_", frozen=True, extra="ignore", ignored_types=(cached_property,))

    home: Path = Field(default=Path(".studio"), description="folder of everything this installation keeps: database, files, keys, logs")
    workspace: Path = Field(default=Path(), description="folder with personas/ content/ calendars/ assets/ and studio.toml")
    database_url: str = Field(default="", description="SQLAlchemy address; empty: SQLite in home")
    files: str = Field(default="", description="where bytes live: a folder, or s3://bucket/folder; empty: files/ in home")
    files_endpoint: str = Field(default="", description="address of an S3-compatible store; empty: the one that its library knows")
    files_key: str = Field(default="", description="access key of the store")
    files_secret: SecretStr | None = Field(default=None, description="secret of the store's access key")
    files_here: Path | None = Field(default=None, description="copies of a store elsewhere, may be deleted; empty: files-here/ in home")
    key_file: Path | None = Field(default=None, description="key for secrets at rest; empty: key in home, made at first start")
    key: SecretStr | None = Field(default=None, description="the key itself, instead of a file")
    clock_file: Path | None = Field(default=None, description="a shared, settable clock (demo and tests only)")
    host: str = Field(default="127.0.0.1", description="address the web process listens on")
    port: int = Field(default=8600, description="port of the web process")
    public_url: str = Field(default="", description="where people and platforms reach the studio; empty: http://host:port")
    sandbox_port: int = Field(default=8601, description="port of the local platforms")
    sandbox_database: str = Field(default="", description="the sandbox's SQLite file, or 'memory'; empty: sandbox.db in home")
    engine: EngineName = Field(default="embedded", description="embedded: one publisher; distributed: clocks and workers on PostgreSQL")
    publisher_tick_s: float = Field(default=5.0, description="slow tick of the publisher, seconds; the next due row wakes it sooner")
    publisher_pool: int = Field(default=4, description="deliveries sent at the same time")
    lease_s: int = Field(default=120, description="a claimed delivery not renewed for this long is unknown, seconds")
    session_hours: int = Field(default=12, description="a sign-in ends after this many hours")
    cookie_secure: bool = Field(default=False, description="send the cookie over https only; switch on behind https")
    parent: int = Field(default=0, description="number of the process that this one ends with; studio run says it to its parts")
    kill_point: str = Field(default="", description="name:count of the point at which a publishing process dies (proofs only)")
    smtp_host: str = Field(default="", description="mail server by which failures are told; empty: no mail")
    smtp_port: int = Field(default=587, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(default="starttls", description="starttls, tls (port 465) or none")
    smtp_user: str = Field(default="", description="sign-in name at the mail server; empty: none")
    smtp_password: SecretStr | None = Field(default=None, description="its password")
    smtp_from: str = Field(default="", description="sender of the mails; empty: studio@ the mail server")
    webhook_url: str = Field(default="", description="address that is called with every failure; empty: none")
    webhook_secret: SecretStr | None = Field(default=None, description="key that signs these calls")
    log_level: str = Field(default="info", description="debug, info, warning or error")

    @field_validator("home", "workspace", "files", "files_here", "key_file", "clock_file", "sandbox_database", mode="before")
    @classmethod
    def _at_home(cls, said: object) -> object:
        """`~` is the person's folder: systemd and compose hand it on as it stands in their files."""
        return str(Path(said).expanduser()) if isinstance(said, str) and said.startswith("~") else said

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'studio.db').absolute()}"

    @property
    def files_address(self) -> str:
        return self.files or str((self.home / "files").absolute())

    @property
    def web_address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def sandbox_address(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @cached_property
    def clock(self) -> Clock:
        return clock_from(self.clock_file)
