"""The Official Account as a channel: upload, draft, submit, then asked until readers can see it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import httpx

from studio.channels.answer import Answer, Blame, Done, Facts, Figure, Found, NotSent, Reactions, SafeToRepeat, Sent
from studio.channels.channel import NOTHING_DONE, Account, Drawer, Step
from studio.channels.each import ODD
from studio.channels.facts import as_problem, could_not_ask, facts_of, look_later, odd_answer, odd_look
from studio.channels.measure import Measure
from studio.channels.message import Message
from studio.channels.names import Named, as_far_as_told, followers
from studio.channels.official_account.drafts import add_draft, delete_draft, find_draft, still_there, update_draft
from studio.channels.official_account.limits import limits_of
from studio.channels.official_account.outcome import what_became
from studio.channels.official_account.pictures import bring
from studio.channels.official_account.publishing import submit
from studio.channels.official_account.readings import METRICS, comments_of, figures_of, reply_to
from studio.channels.official_account.reconcile import find_submission
from studio.channels.official_account.settings import Way, may_not_publish, may_publish, settings_of
from studio.channels.wechat_http import OFFICIAL_ACCOUNT, Stopped
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.errors import Problem, Words

UPLOAD = Step("upload", repeatable=True, endpoints="official_account.media")
DRAFT = Step("draft", repeatable=False, endpoints="official_account.draft_add")
ENDPOINTS = {
    Way.FREEPUBLISH: "official_account.freepublish_submit",
    Way.MASS: "official_account.mass",
    Way.DRAFT: "",
}  # "": nothing is called
LIMITED = tuple(
    f"/cgi-bin/{name}"
    for name in (
        "freepublish/submit",
        "freepublish/get",
        "freepublish/batchget",
        "freepublish/delete",
        "draft/add",
        "draft/get",
        "draft/batchget",
    )
)  # the paths whose daily limit is learnt when the connection is tested


class OfficialAccount:
    """One 公众号. What is done once per account (tokens, uploads) is kept in the drawer."""

    questions, reminders = "official_account.results", ""

    def __init__(self, account: Account, drawer: Drawer, http: httpx.BaseTransport | None = None) -> None:
        self.account = account
        self._settings = settings_of(account)
        self._wire = Wire(OFFICIAL_ACCOUNT, account, drawer, http)

    def steps(self, message: Message, done: Mapping[str, Facts] = NOTHING_DONE) -> Sequence[Step]:
        way = self._settings.way
        return UPLOAD, DRAFT, Step("submit", repeatable=way is Way.DRAFT, endpoints=ENDPOINTS[way])

    def do(self, step: Step, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        try:
            match step.name:
                case "upload":
                    held = bring(self._wire, message, now=now)
                    return Done({"pictures": len(held.urls) + len(held.gallery), "cover": held.cover})
                case "draft":
                    return add_draft(self._wire, message, self._settings, now=now)
                case _:
                    return submit(self._wire, message, self._settings.way, done["draft"], now=now)
        except Stopped as stopped:
            return stopped.answer

    def brought(self, message: Message, *, now: datetime) -> bool:
        return self._wire.has(lambda silent: bring(silent, message, now=now))

    def ask(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        confirmed = done.get("confirmed")
        if confirmed:
            return Sent(str(confirmed.get("url") or done["draft"]["media_id"]), {**confirmed, "published_at": confirmed.get("at", "")})
        try:
            return what_became(self._wire, message, facts_of(done), now=now)
        except Stopped as stopped:
            return could_not_ask(stopped)
        except ODD as why:
            return odd_answer(why)

    def reconcile(self, step: Step, message: Message, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
        try:
            match step.name:
                case "upload":
                    return SafeToRepeat(saw="uploads are harmless to repeat", proof=True)
                case "draft":
                    return find_draft(self._wire, message, since=since, looks=looks, now=now)
                case _:
                    return find_submission(self._wire, message, self._settings.way, facts_of(done), since=since, now=now)
        except Stopped as stopped:
            return look_later(stopped, now=now)
        except ODD as why:
            return odd_look(why, now=now)

    def cancel(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Delete the draft while it is one; what is on its way or published is not recalled by cancelling."""
        facts = facts_of(done)
        if "media_id" not in facts:
            return Done()
        try:
            if facts.get("way") in (Way.FREEPUBLISH, Way.MASS) or not still_there(self._wire, facts["media_id"], now=now):
                return NotSent(
                    Blame.ASK_A_PERSON, Words("已提交给平台，不能撤回", "the platform has it already; it cannot be recalled"),
                    Words("发出后可以删除文章", "the article can be deleted once it is out"),
                )  # fmt: skip
            return delete_draft(self._wire, facts["media_id"], now=now)
        except Stopped as stopped:
            return stopped.answer
        except ODD as why:
            return odd_answer(why)

    def remind(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        return NotSent(
            Blame.ASK_A_PERSON, Words("公众号没有提醒接口", "an Official Account has no reminder call"),
            Words("请直接告诉负责发布的人", "tell the person who publishes"),
        )  # fmt: skip

    def limits(self, message: Message, *, on: datetime) -> Sequence[Problem]:
        measure = Measure(self.account.slug, on.astimezone(BEIJING).date())
        return tuple(limits_of(message, self.account, self._settings, measure))

    def figures(self, done: Mapping[str, Facts], *, now: datetime) -> Sequence[Figure]:
        try:
            return figures_of(self._wire, facts_of(done), now=now)
        except (Stopped, *ODD):
            return [Figure(metric, None, now) for metric in METRICS]

    def reactions(self, done: Mapping[str, Facts], *, now: datetime) -> Reactions:
        try:
            return comments_of(self._wire, facts_of(done), now=now)
        except (Stopped, *ODD):
            return Reactions()

    def directory(self, *, now: datetime) -> Sequence[Named]:
        """An Official Account has neither groups nor members."""
        return ()

    def names_of(self, people: Sequence[str], *, now: datetime) -> Sequence[Named]:
        return as_far_as_told(followers(self._wire, people, now=now))

    def check(self, *, now: datetime) -> Sequence[Problem]:
        return tuple(self._failures(now))

    def _failures(self, now: datetime) -> Iterator[Problem]:
        if self.account.settings.get("publish") == Way.FREEPUBLISH and not may_publish(self.account):
            yield may_not_publish(self.account.slug)
        try:
            self._wire.try_token(now=now)
            self._wire.read("/cgi-bin/draft/count", now=now)
            if self._settings.way is Way.FREEPUBLISH:
                self._wire.read("/cgi-bin/freepublish/batchget", {"offset": 0, "count": 1, "no_content": 1}, now=now)
            for path in LIMITED:
                self._wire.learn_limit(path, now=now)
        except Stopped as stopped:
            yield as_problem(stopped.answer, where=self.account.slug)

    # what only an Official Account can do
    def preview(self, message: Message, done: Mapping[str, Facts], person: str, *, now: datetime) -> Answer:
        """Show the article to one follower (an openid); a hundred a day. Without a draft one is made for it and deleted again."""
        try:
            if "draft" in done:
                return self._show(done["draft"]["media_id"], person, now=now)
            media_id = add_draft(self._wire, message, self._settings, now=now, counted=True).facts["media_id"]
            try:
                return self._show(media_id, person, now=now)
            finally:
                with suppress(Stopped):  # one draft too many stands in the box, and can be deleted there
                    delete_draft(self._wire, media_id, now=now)
        except Stopped as stopped:
            return stopped.answer

    def _show(self, media_id: str, person: str, *, now: datetime) -> Done:
        body = {"touser": person, "mpnews": {"media_id": media_id}, "msgtype": "mpnews"}
        return Done({"msg_id": str(self._wire.create("/cgi-bin/message/mass/preview", body, now=now, counted=True).get("msg_id", ""))})

    def update(self, message: Message, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Put the message in place of the draft while it is one."""
        try:
            return update_draft(self._wire, message, done["draft"]["media_id"], self._settings, now=now)
        except Stopped as stopped:
            return stopped.answer

    def remove(self, done: Mapping[str, Facts], *, now: datetime) -> Answer:
        """Delete what is out, for good. The card of a mass send stays in people's chats; only its page goes."""
        facts = facts_of(done)
        try:
            if facts.get("article_id"):
                self._wire.read("/cgi-bin/freepublish/delete", {"article_id": facts["article_id"], "index": 0}, now=now)
                return Done({"removed": facts["article_id"]})
            if not facts.get("msg_id"):
                return NotSent(
                    Blame.ASK_A_PERSON, Words("不知道是平台上的哪一篇：它是由人发布的", "which article it is on the platform is not known: a person published it"),
                    Words("请在公众号后台删除", "delete it in the console"),
                )  # fmt: skip
            self._wire.read("/cgi-bin/message/mass/delete", {"msg_id": int(facts["msg_id"]), "article_idx": 0}, now=now)
            return Done({"removed": facts["msg_id"], "card_stays": True})
        except Stopped as stopped:
            return stopped.answer
        except ODD as why:
            return odd_answer(why)

    def reply(self, remote_id: str, text: str, *, now: datetime) -> Answer:
        """Answer a comment by its Reaction's remote_id."""
        return reply_to(self._wire, remote_id, text, now=now)
