"""Hold the people in the workspace and their conversations."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.sandbox.slack.wire import ApiError, Json

ChannelKind = Literal["public", "private", "im", "mpim"]


@dataclass(slots=True, kw_only=True)
class User:
    id: str
    name: str
    team_id: str
    real_name: str
    email: str | None = None
    tz: str = "Europe/Berlin"
    tz_label: str = "Central European Time"
    is_email_confirmed: bool | None = True  # None: left out of the payload
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False

    def payload(self, *, with_email: bool, now: datetime) -> Json:
        """As `users.info` shows it. https://docs.slack.dev/reference/objects/user-object"""
        profile = {"real_name": self.real_name, "display_name": self.name, "team": self.team_id}
        if with_email and self.email:
            profile["email"] = self.email
        flags: Json = {"is_stranger": True} if self.is_stranger else {}
        return {
            **{name: getattr(self, name) for name in ("id", "team_id", "name", "deleted", "real_name")},
            **({} if self.deleted else self._time_zone(now) | self._confirmation),
            **{name: getattr(self, name) for name in ("is_bot", "is_restricted", "is_ultra_restricted")},
            "is_admin": False,
            "is_owner": False,
            "is_app_user": False,
            "profile": profile,
            **flags,
        }

    @property
    def _confirmation(self) -> Json:
        return {} if self.is_email_confirmed is None else {"is_email_confirmed": self.is_email_confirmed}

    def _time_zone(self, now: datetime) -> Json:
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return {
            "tz": self.tz,
            "tz_label": self.tz_label,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
        }


@dataclass(slots=True, kw_only=True)
class Channel:
    id: str
    name: str
    kind: ChannelKind = "public"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_ext_shared: bool = False
    is_with_bot: bool = False  # the direct messages of a person and an app
    is_pending_ext_shared: bool = False  # people outside have been invited, and have not come yet
    is_org_shared: bool = False  # with other workspaces of the same organisation

    def is_visible_to(self, user_id: str) -> bool:
        return self.kind == "public" or user_id in self.members

    @property
    def name_in_payloads(self) -> str:
        """Commands and shortcuts do not tell the names of conversations that are not public."""
        return {"im": "directmessage", "private": "privategroup"}.get(self.kind, self.name)

    def payload(self) -> Json:
        """As `conversations.info` shows it. https://docs.slack.dev/reference/objects/conversation-object"""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_archived": self.is_archived,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": self.is_pending_ext_shared,
            "is_org_shared": self.is_org_shared,
            "is_shared": self.is_ext_shared or self.is_org_shared,
        }


class Directory:
    def __init__(self, team_id: str, bot_user_id: str) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._team_id = team_id
        self.bot_user_id = bot_user_id
        self._dm_numbers = count(1)
        self.add_user(bot_user_id, is_bot=True, name="recall_schedule", real_name="Recall Schedule")

    def add_user(self, user_id: str, **details: Any) -> User:
        name = details.setdefault("name", user_id.lower().removeprefix("u0"))
        user = User(**{"id": user_id, "team_id": self._team_id, "real_name": name.title(), **details})
        self.users[user_id] = user
        return user

    def add_channel(
        self, channel_id: str, *, members: set[str] | None = None, app_is_member: bool = False, **details: Any
    ) -> Channel:
        everybody = set(members or ()) | ({self.bot_user_id} if app_is_member else set())
        name = details.pop("name", channel_id.lower().removeprefix("c0"))
        channel = Channel(id=channel_id, name=name, members=everybody, **details)
        bots = {user.id for user in self.users.values() if user.is_bot}
        channel.is_with_bot = channel.kind == "im" and not bots.isdisjoint(everybody)
        self.channels[channel_id] = channel
        return channel

    @property
    def names(self) -> dict[str, str]:
        """What people call each person and each channel, by id."""
        people = {user.id: user.real_name for user in self.users.values()}
        return people | {channel.id: channel.name for channel in self.channels.values()}

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise ApiError("user_not_found")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self.channels:
            raise ApiError("channel_not_found")
        return self.channels[channel_id]

    def app_is_in(self, channel: Channel) -> bool:
        return self.bot_user_id in channel.members

    def open_direct_message(self, *user_ids: str) -> Channel:
        """The conversation of just these people; of one person: theirs with the app. Opened if it is new."""
        members = {*user_ids} if len(user_ids) > 1 else {*user_ids, self.bot_user_id}
        for channel in self.channels.values():
            if channel.kind in {"im", "mpim"} and channel.members == members:
                return channel
        kind: ChannelKind = "im" if len(members) == 2 else "mpim"
        name = "directmessage" if kind == "im" else "mpdm-" + "--".join(sorted(members)).lower() + "-1"
        prefix = "D" if kind == "im" else "G"
        return self.add_channel(f"{prefix}0DM{next(self._dm_numbers):04}", members=members, kind=kind, name=name)
