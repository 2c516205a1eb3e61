r"""The local platforms: a faithful twin of the Official Account and WeCom servers over real HTTP; every screen of it says 沙盒.

How a platform side plugs in (`official_account` and `wecom` are the two; `app.SIDES` lists them):

- **Side** (`side.py`): one frozen value per platform, exported as `side` from its folder: name, host, `routes`, `admit`, `words`,
  and what plugs into the control plane (`begin`, `happenings`, `people`, `profiles`, `alter`, `receiver`, `exhaust`, `phone`).
- **Routes** (`call.py`): `{"/cgi-bin/…": get(act) | post(act, token=False, empty=("follow_user",))}`; an act is
  `act(world, call) -> dict | Bytes`: `call.body` (parsed, `\u` escapes literal), `call.escaped`, `call.query`, `call.files["media"]`,
  `call.account`, `call.at` (Unix seconds, virtual), `call.rid`. Check first and `raise Refusal(errcode, errmsg, rule=…, mark="D|S|P|R|C")`,
  then change: a refusal must have had no effect. `call.note(words, mark)` logs a rule that acted although the call succeeds.
- **State** (`journal.py`): a plain dataclass of JSON values per noun; `world.shelf(Noun)` is its dict-like shelf: `get`, `put(key, thing)`,
  `drop`, `values` (oldest first). Change a thing, then `put` it again; what was put is on disk before the answer leaves.
  `put(…, soon=True)` for counters of reads. Bytes: `digest = world.journal.keep(content)`, `world.journal.content(digest)`.
- **Numbers and chance**: `world.number("publish_id", first=100000001)`; `world.chance("article", id)` is a seeded `random.Random`.
- **Tokens** (`tokens.py`): `world.tokens.newest/mint/look(value, platform=…, at=…)` → good, expired, replaced, unknown.
- **Time**: `call.at` / `world.at()`; `day_of(at)`, `month_of(at)`, `beijing(at)` in `world.py` for calendar quotas.
  Later: `world.plan(at, "wecom", "member_confirms", task=…)` calls `side.happenings["member_confirms"](world, at, task=…)` when virtual
  time gets there (before each call, on a slow tick, after each advance), in order of time, also after a restart.
- **Ledger** (`ledger.py`): `world.ledger.add(at=…, platform="wecom", account=…, effect="group_message_created", remote={…}, text=…,
  pictures=[sha256…], payload=call.raw, rid=call.rid)`, one row per effect that truly happened.
- **Faults** (`faults.py`) strike in `dispatch.py` before or after the act; a side only offers `exhaust(world, account, path)`.
- **Callbacks** (`callback.py`): `world.tell("wecom", account, {"ToUserName": …, "MsgType": "event", …}, at=…)`; `side.receiver(world, account)`
  gives the Receiver (URL, token, AES key, id) or None; signing, encryption, three tries and MarkFail are the core's.
- **People**: `side.people = {"confirm": act}` for `POST /_sandbox/people {"side": "wecom", "act": "confirm", …}`; they also act by themselves
  through happenings. `world.tuning(name, default)` reads a number of the simulation that the control plane can change.
- **Which side**: a path both platforms have (`/cgi-bin/media/upload`) goes by `/qyapi.weixin.qq.com/…` prefix, Host header, or whose token it is.
"""
