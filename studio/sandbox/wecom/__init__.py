"""The WeCom (企业微信) side of the sandbox: a corp with members, customers and groups, where people confirm before anything is sent."""

from studio.sandbox.side import Side
from studio.sandbox.wecom import (
    admission,
    behaviour,
    chatter,
    confirming,
    contact_ways,
    corps,
    customers,
    daily_life,
    group_chats,
    group_message_results,
    group_messages,
    join_ways,
    marking,
    media,
    moment_records,
    moments,
    people,
    phone,
    profiles,
    publishing_moments,
    residents,
    statistics,
    tags,
    tokens,
    webhook,
    welcome,
)
from studio.sandbox.world import World


def _begin(world: World) -> None:
    residents.move_in(world)
    daily_life.plan_tomorrow(world, residents.CORPID, at=world.at())


side = Side(
    name=corps.PLATFORM,
    host="qyapi.weixin.qq.com",
    routes={
        **tokens.routes,
        **media.routes,
        **group_messages.routes,
        **group_message_results.routes,
        **moments.routes,
        **moment_records.routes,
        **customers.routes,
        **tags.routes,
        **marking.routes,
        **welcome.routes,
        **contact_ways.routes,
        **group_chats.routes,
        **join_ways.routes,
        **statistics.routes,
        **behaviour.routes,
        **webhook.routes,
    },
    admit=admission.admit,
    words=admission.words,
    begin=_begin,
    happenings={**confirming.happenings, **chatter.happenings, **publishing_moments.happenings, **daily_life.happenings},
    people=people.acts,
    profiles=profiles.profiles,
    alter=profiles.alter,
    receiver=corps.receiver,
    exhaust=admission.exhaust,
    phone=phone.sections,
)
