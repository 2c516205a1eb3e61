"""今日: what needs me now."""

import streamlit as st

from studio.ui.components.empty import empty
from studio.ui.components.markup import heading
from studio.ui.components.quotas import quotas_left
from studio.ui.components.timeline import timeline
from studio.ui.components.worklist import worklist
from studio.ui.desk import here
from studio.ui.glance.cast import cast
from studio.ui.glance.today import today
from studio.ui.menu import go_to
from studio.ui.words import say

desk = here()
found = today(desk)
with st.container(key="today"):
    left, right = st.columns([3, 2], gap="large")

with right:
    heading(say("today.worklist"))
    if (task := worklist(found.tasks, key="today_tasks")) is not None:
        go_to(task.page, **dict(task.query))
    heading(say("today.quotas"))
    quotas_left(found.quotas)

with left:
    heading(say("today.timeline"), say("today.timeline_more", n=len(found.going)))
    if found.going:
        timeline(found.going, desk=desk, cast=cast(desk))
    elif empty(say("today.nothing_today"), action=say("today.plan"), key="today_plan"):
        go_to("calendar")
