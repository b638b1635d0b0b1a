"""Every environment variable, once; nobody else reads the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Steward's settings, from the environment and from `.env` in the working folder."""

    # Without a prefix, `populate_by_name` would read HOME and MODEL from the environment too.
    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="STEWARD_", extra="ignore", populate_by_name=True
    )

    home: Path = Field(default=Path(".steward"), alias="STEWARD_HOME")
    database_url: str = Field(default="", alias="DATABASE_URL")
    model: str = Field(default="", alias="STEWARD_MODEL")
    openai_api_key: str = Field(default="", alias="OPENAI_API_KEY")
    openai_base_url: str = Field(default="", alias="OPENAI_BASE_URL")
    embedder: str = Field(default="", alias="STEWARD_EMBEDDER")
    chroma_url: str = Field(default="", alias="CHROMA_URL")
    tiktoken_folder: Path | None = Field(default=None, alias="TIKTOKEN_CACHE_DIR")
    model_timeout: float = Field(default=30.0, alias="STEWARD_MODEL_TIMEOUT", gt=0)
    model_calls: int = Field(default=8, alias="STEWARD_MODEL_CALLS", ge=1)
    tool_calls: int = Field(default=12, alias="STEWARD_TOOL_CALLS", ge=1)
    question_tokens: int = Field(default=60_000, alias="STEWARD_QUESTION_TOKENS", ge=1)
    question_seconds: float = Field(default=45.0, alias="STEWARD_QUESTION_SECONDS", gt=0)
    model_retries: int = Field(default=1, alias="STEWARD_MODEL_RETRIES", ge=0, le=5)
    model_price: str = Field(default="", alias="STEWARD_MODEL_PRICE")
    tracing: bool = Field(default=False, alias="LANGSMITH_TRACING")
    slack_bot_token: str = Field(default="", alias="SLACK_BOT_TOKEN")
    slack_signing_secret: str = Field(default="", alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    slack_teams: str = Field(default="", alias="STEWARD_SLACK_TEAMS")
    keep_conversations: int = Field(default=180, alias="STEWARD_KEEP_CONVERSATIONS_DAYS", ge=1)
    keep_drafts: int = Field(default=90, alias="STEWARD_KEEP_DRAFTS_DAYS", ge=1)
    keep_proposals: int = Field(default=730, alias="STEWARD_KEEP_PROPOSALS_DAYS", ge=1)
    slack_shared_channels: str = Field(default="", alias="STEWARD_SLACK_SHARED_CHANNELS")
    slack_app_token: str = Field(default="", alias="SLACK_APP_TOKEN")
    slack_client_id: str = Field(default="", alias="SLACK_CLIENT_ID")
    slack_client_secret: str = Field(default="", alias="SLACK_CLIENT_SECRET")
    token_key: str = Field(default="", alias="STEWARD_TOKEN_KEY")
    slack_workers: int = Field(default=4, alias="STEWARD_SLACK_WORKERS", ge=1, le=64)
    lease_seconds: float = Field(default=30.0, alias="STEWARD_LEASE_SECONDS", ge=1)
    record_url: str = Field(default="", alias="STEWARD_RECORD_URL")
    port: int = Field(default=3000, alias="PORT")

    @property
    def store_url(self) -> str:
        """Where the account store is: DATABASE_URL, else an SQLite file in STEWARD_HOME."""
        return self.database_url or f"sqlite:///{self.home / 'steward.db'}"

    @property
    def model_name(self) -> str:
        """The model that answers: STEWARD_MODEL, else OpenAI's where a key is set, else ours."""
        if self.model:
            return self.model
        return "openai:gpt-5.2" if self.openai_api_key else "builtin"

    @property
    def embedder_name(self) -> str:
        """What embeds notes: STEWARD_EMBEDDER, else OpenAI's where a key is set, else the local."""
        if self.embedder:
            return self.embedder
        return "openai:text-embedding-3-small" if self.openai_api_key else "local"
