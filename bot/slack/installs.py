"""Where the app was installed by OAuth: tokens sealed in the store, rotated, asked for seldom."""

import asyncio
import json
import threading
import time
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.settings import Settings
from bot.slack.workspaces import NotInstalled
from bot.wiring import Steward
from knowledge.errors import NotConfigured
from knowledge.store import slack as rows

STATE_SECONDS = 600
KNOWN_SECONDS = 300.0
ROTATE_MINUTES = 60


class Installs(AsyncInstallationStore):
    """slack_sdk's installation store on Steward's own, every token under STEWARD_TOKEN_KEY.

    Several keys, with commas between, open what any of them has sealed; the first seals.
    """

    def __init__(self, steward: Steward, teams: frozenset[str]) -> None:
        """Only a listed workspace or enterprise can be installed. Raises NotConfigured."""
        settings = steward.settings
        self._store, self._teams = steward.store, teams
        self._seal = sealer(settings)
        client = WebClient(base_url=settings.slack_api_url)
        self._rotator = TokenRotator(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
            client=client,
        )
        self._rotating = threading.Lock()

    def bot_of(self, team: str, enterprise: str = "") -> Bot:
        """The bot in a workspace, its token good for an hour. Raises NotInstalled."""
        bot = self._installation(team, enterprise).to_bot()
        if not _ends_soon(bot):
            return bot
        with self._rotating:
            installation = self._installation(team, enterprise)
            try:
                rotated = self._rotator.perform_bot_token_rotation(
                    bot=installation.to_bot(), minutes_before_expiration=ROTATE_MINUTES
                )
            except SlackTokenRotationError as error:
                raise NotInstalled(team) from error
            if rotated is None:
                return installation.to_bot()
            installation.bot_token = rotated.bot_token
            installation.bot_refresh_token = rotated.bot_refresh_token
            installation.bot_token_expires_at = rotated.bot_token_expires_at
            self._save(installation)
            return rotated

    def token_of(self, team: str) -> str:
        """The bot's token in a workspace. Raises NotInstalled."""
        return self.bot_of(team).bot_token or ""

    def remove(self, team: str, enterprise: str = "") -> None:
        """Forget the tokens of a workspace that took the app out."""
        rows.delete_install(self._store, enterprise, team)
        rows.delete_install(self._store, "", team)

    async def async_save(self, installation: Installation) -> None:
        here = {installation.team_id, installation.enterprise_id}
        if self._teams.isdisjoint(here):
            raise PermissionError("the workspace isn't listed in STEWARD_SLACK_TEAMS")
        await asyncio.to_thread(self._save, installation)

    async def async_find_installation(self, **where: Any) -> Installation | None:
        team, enterprise = where.get("team_id") or "", where.get("enterprise_id") or ""
        try:
            return await asyncio.to_thread(self._installation, team, enterprise)
        except NotInstalled:
            return None

    async def async_find_bot(self, **where: Any) -> Bot | None:
        found = await self.async_find_installation(**where)
        return found.to_bot() if found else None

    async def async_delete_installation(self, **where: Any) -> None:
        team, enterprise = where.get("team_id") or "", where.get("enterprise_id") or ""
        await asyncio.to_thread(self.remove, team, enterprise)

    def _installation(self, team: str, enterprise: str) -> Installation:
        sealed = rows.find_install(self._store, enterprise, team)
        if sealed is None:
            raise NotInstalled(team)
        try:
            opened = json.loads(self._seal.decrypt(sealed.encode()))
        except InvalidToken as error:
            raise NotInstalled(team) from error
        return Installation(**opened)

    def _save(self, installation: Installation) -> None:
        kept = json.dumps(installation.to_dict_for_copying(), default=str).encode()
        whole = bool(installation.is_enterprise_install)
        team = "" if whole else installation.team_id or ""
        rows.save_install(
            self._store,
            installation.enterprise_id or "",
            team,
            self._seal.encrypt(kept).decode(),
            datetime.now(UTC),
        )


class SealedStates(AsyncOAuthStateStore):
    """OAuth states that any process can check: sealed, and good for ten minutes."""

    def __init__(self, settings: Settings) -> None:
        self._seal = sealer(settings)

    async def async_issue(self, *_: Any, **__: Any) -> str:
        return self._seal.encrypt(b"state").decode()

    async def async_consume(self, state: str) -> bool:
        try:
            return self._seal.decrypt(state.encode(), ttl=STATE_SECONDS) == b"state"
        except InvalidToken:
            return False


class Authorized(AsyncAuthorize):
    """Who the bot is in a workspace, from the store, kept for minutes: no call of Slack's."""

    def __init__(self, installs: Installs) -> None:
        self._installs = installs
        self._known: dict[str, tuple[float, AuthorizeResult]] = {}

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        key = team_id or enterprise_id or ""
        until, known = self._known.get(key, (0.0, None))
        if known is not None and until > time.monotonic():
            return known
        try:
            bot = await asyncio.to_thread(self._installs.bot_of, team_id or "", enterprise_id or "")
        except NotInstalled:
            self._known.pop(key, None)
            return None
        found = AuthorizeResult(
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
        )
        self._known[key] = time.monotonic() + KNOWN_SECONDS, found
        return found


def installs_of(steward: Steward) -> Installs | None:
    """The installations, or None for an app with one bot token of its own."""
    settings = steward.settings
    if not settings.slack_client_id:
        return None
    teams = {part.strip() for part in settings.slack_teams.split(",") if part.strip()}
    return Installs(steward, frozenset(teams))


def sealer(settings: Settings) -> MultiFernet:
    """What seals tokens. Raises NotConfigured for a key that is none."""
    keys = [part.strip() for part in settings.token_key.split(",") if part.strip()]
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise NotConfigured(
            "STEWARD_TOKEN_KEY must be 32 random bytes in URL-safe base64: make one with "
            "`python -c 'from cryptography.fernet import Fernet; "
            "print(Fernet.generate_key().decode())'`."
        ) from error


def _ends_soon(bot: Bot) -> bool:
    ends = bot.bot_token_expires_at
    return ends is not None and float(ends) <= time.time() + ROTATE_MINUTES * 60
