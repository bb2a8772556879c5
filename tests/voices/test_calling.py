"""A message reaches a real service through the real Apprise, and no address of one ever shows."""

import asyncio
import copy
import importlib.util
import logging
import pickle
import sys
import time
import traceback

import pytest

from tests.voices.phone import Phone
from warroom.calls import CallTable
from warroom.voices import calling
from warroom.voices.calling import AppriseVoice, Message, NoAddressError, Said, Secret, address

TOKEN = "s3cr3t-t0k3n"


def message(url, text="Quillstack L3 Crisis. Open warroom."):
    return Message(Secret(url), text, "Quillstack L3 Crisis")


async def said(*messages, voice=None):
    return dict([told async for told in (voice or AppriseVoice()).say(messages)])


async def one(url, text="hello", voice=None):
    return (await said(message(url, text), voice=voice))[0]


async def test_a_message_arrives_word_for_word(phone):
    assert await one(phone.url(), "Quillstack L3 Crisis: EU-2 data loss. Maren commands.") == Said(reached=True)
    assert phone.texts == ["Quillstack L3 Crisis: EU-2 data loss. Maren commands."]
    assert phone.bodies[0]["title"] == "Quillstack L3 Crisis"


async def test_a_message_is_one_line_without_escapes(phone):
    await one(phone.url(), "one\x1b[31m\ntwo\u202e\x00 :smile: \\t " + "x" * 900)
    (text,) = phone.texts
    assert text.isprintable()
    assert "\\t" in text  # what stands there is not read as a tab or a picture
    assert ":smile:" in text
    assert len(text) == calling.LONGEST


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("404", "answered 404: there is nothing at that address"),
        ("403", "answered 403: the token or password is not accepted"),
        ("503", "answered 503"),
        ("302", "sends us elsewhere, which is not followed"),
        ("307", "sends us elsewhere, which is not followed"),
        ("302?redirect=yes", "sends us elsewhere, which is not followed"),
        ("500?optional=yes", "answered 500"),
        ("cut", "broke off; it may have arrived"),
    ],
)
async def test_a_service_that_does_not_take_it_is_said_in_words(phone, path, words):
    told = await one(phone.url(path))
    assert not told.reached
    assert words in told.note
    assert "/elsewhere" not in phone.paths
    assert phone.texts == []


async def test_a_failed_message_is_not_sent_again_behind_our_back(phone):
    assert not (await one(phone.url("500?retry=3&wait=0"))).reached
    assert len(phone.paths) == 1


async def test_a_service_that_hangs_is_given_up_and_delays_nobody(phone):
    voice = AppriseVoice(speak_s=3)
    order = []
    begun = time.monotonic()
    hanging = [message(phone.url(f"hang{n}")) for n in range(8)]
    async for index, told in voice.say([*hanging, message(phone.url())]):
        order.append((index, told.reached))
    assert order[0] == (8, True)
    assert sorted(order[1:]) == [(n, False) for n in range(8)]
    assert phone.silent.is_set()
    assert time.monotonic() - begun < 20


async def test_nothing_is_left_behind_when_a_call_is_given_up(phone, monkeypatch):
    children = []
    real = asyncio.create_subprocess_exec

    async def start(*given, **more):
        children.append(await real(*given, **more))
        return children[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    calls = asyncio.create_task(said(message(phone.url("hang"))))
    await phone.silent.wait()
    calls.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calls
    assert [child.returncode for child in children] == [-9]


@pytest.mark.parametrize("url", ["nonsense://x", "json://", "http://", "slack://only", "", "json://[/"])
async def test_an_address_that_cannot_be_called_is_said(url):
    told = await one(url)
    assert not told.reached
    assert "not one that Apprise understands" in told.note


async def test_a_machine_that_is_not_there_is_said():
    async with Phone() as gone:
        url = gone.url()
    assert (await one(url)).note == "its service cannot be reached"


async def test_the_addresses_can_be_looked_at_without_sending(phone):
    looked = await AppriseVoice().understands([Secret(phone.url()), Secret("nonsense://x")])
    assert [one.reached for one in looked] == [True, False]
    assert phone.paths == []


async def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch, phone):
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert importlib.util.find_spec("apprise") is None
    assert await said(message(phone.url()), message(phone.url())) == dict.fromkeys(
        (0, 1), Said(reached=False, note="Calling needs the extra 'notify': pip install 'warroom[notify]'")
    )
    assert phone.paths == []


async def test_a_process_that_cannot_start_or_ends_early_is_said(monkeypatch, phone):
    monkeypatch.setattr(calling, "_START", "raise SystemExit(1)")
    assert (await one(phone.url())).note == "the call broke off"
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert (await one(phone.url())).note == "the call broke off"


async def test_a_process_that_talks_nonsense_can_say_nothing_through_us(monkeypatch, phone):
    lines = '[-1, "ready"]', f'[0, "{TOKEN}"]', '[7, "sent"]'
    talk = f"import sys; sys.stdin.read(); print(*{lines!r}, sep=chr(10))"
    monkeypatch.setattr(calling, "_START", talk)
    assert (await one(phone.url())) == Said(reached=False, note="the call broke off")


async def test_apprise_is_never_loaded_here(phone):
    await one(phone.url())
    assert "apprise" not in sys.modules
    assert "requests" not in sys.modules


# -- secrets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["ok", "404", "302", "cut", "nonsense"])
async def test_an_address_shows_in_no_output_log_or_error(phone, path, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    url = f"nonsense://{TOKEN}" if path == "nonsense" else phone.url(f"{path}/{TOKEN}?+X-Key={TOKEN}")
    note = (await one(url)).note
    out, err = capfd.readouterr()
    assert TOKEN not in f"{note}{out}{err}{caplog.text}"


def test_a_secret_shows_itself_only_when_asked():
    secret = Secret(TOKEN)
    table = CallTable(person="anna", url=f"slack://{TOKEN}")
    told = f"{secret} {secret!r} {[secret]} {Message(secret, 'x')!r} {table} {table!r} {table.__rich_repr__()}"
    assert TOKEN not in told
    assert secret.reveal() == TOKEN
    for way in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            way(secret)


def test_a_secret_shows_in_no_traceback_with_locals():
    def fails(secret: Secret, table: CallTable) -> None:
        raise ValueError("broken")

    try:
        fails(Secret(TOKEN), CallTable(person="anna", url=f"slack://{TOKEN}"))
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "table = CallTable(person='anna', via='slack')" in shown
    assert "slack://" not in shown.replace('f"slack://{TOKEN}"', "")


async def test_the_secret_is_in_no_argument_or_environment_of_the_process(phone, monkeypatch):
    started = []
    real = asyncio.create_subprocess_exec

    async def start(*given, **more):
        started.append((given, more["env"]))
        return await real(*given, **more)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    monkeypatch.setenv("ANNA_PHONE", phone.url(TOKEN))
    assert (await said(Message(address(CallTable(person="anna", url_env="ANNA_PHONE"), None), "hi")))[0].reached
    assert TOKEN not in str(started)


def test_an_address_comes_from_a_file_that_only_its_owner_reads(tmp_path, monkeypatch):
    table = CallTable(person="anna", url_file="keys/anna")
    file = tmp_path / "keys" / "anna"
    with pytest.raises(NoAddressError, match="anna cannot be read"):
        address(table, tmp_path)
    file.parent.mkdir()
    file.write_text(f"slack://{TOKEN}\n")
    file.chmod(0o644)
    with pytest.raises(NoAddressError, match="others can read anna; run: chmod 600") as error:
        address(table, tmp_path)
    assert TOKEN not in str(error.value)
    file.chmod(0o600)
    assert address(table, tmp_path).reveal() == f"slack://{TOKEN}"
    file.write_text("\n")
    with pytest.raises(NoAddressError, match="is empty"):
        address(table, tmp_path)
    monkeypatch.delenv("ANNA_PHONE", raising=False)
    with pytest.raises(NoAddressError, match="the environment has no ANNA_PHONE"):
        address(CallTable(person="anna", url_env="ANNA_PHONE"), tmp_path)
