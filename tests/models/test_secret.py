from __future__ import annotations

import base64
import pickle
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import UsageError
from adrs.models.secret import MASK, Secret, find_key, mask, mask_known

KEY = "q8Zt4Vw2Lr6Nx0Pb9Ys3Km7Hd1Gf5Jc+/="


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(KEY)
    for text in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        repr([secret]),
        repr({"k": secret}),
    ):
        assert KEY not in text
    assert secret.reveal() == KEY
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(secret)


def test_secrets_compare_by_what_they_hide() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1
    assert Secret("a") != "a"


@pytest.mark.parametrize(
    "form",
    [KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode(), KEY[:9] + "*****", "…" + KEY[-9:]],
)
def test_a_known_key_is_masked_in_every_form(form: str) -> None:
    text = mask(f"before {form} after", [Secret(KEY)])
    assert text == f"before {MASK} after"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("authorization='Basic dXNlcjpwYXNz'", "dXNlcjpwYXNz"),
        ('{"x-api-key": "hunter2hunter2"}', "hunter2hunter2"),
        ("X-Goog-Api-Key: hunter2", "hunter2"),
        ("sent bearer hunter2hunter2", "hunter2hunter2"),
        ("GET https://user:hunter2@host/v1", "hunter2"),
        ("GET https://host/v1?a=1&key=hunter2&b=2", "hunter2"),
        ("Incorrect API key provided: sk-proj-abc********xyz.", "abc"),
        ("key AIzaSyD-hunter2hunter2", "hunter2"),
        ("key gsk_hunter2hunter2", "hunter2"),
    ],
)
def test_what_looks_like_a_key_is_masked(text: str, hidden: str) -> None:
    assert hidden not in mask(text)
    assert MASK in mask(text)


def test_ordinary_words_stay() -> None:
    text = "HTTP 404: no model task-42 at https://host/v1/chat (risk-averse, ask for a@b.c), key=value"
    assert mask(text) == text


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_known_key_never_survives(before: str, after: str) -> None:
    assert KEY not in mask(before + KEY + after, [Secret(KEY)])
    assert KEY not in mask_known(before + KEY + after, [Secret(KEY)])


def test_code_in_a_reply_is_left_alone() -> None:
    code = "KEY = 'sk-this-is-an-example'\nheaders = {'Authorization': f'Bearer {KEY}'}\n"
    assert mask_known(code, [Secret(KEY)]) == code


def test_keys_come_from_the_environment() -> None:
    assert find_key("A", environ={"A": " k1 \n"}, keyring=False) == Secret("k1")
    assert find_key("A", environ={"A": ""}, keyring=False) is None
    assert find_key("A", environ={}, keyring=False) is None
    assert find_key("", environ={}, keyring=False) is None


def test_a_key_that_no_header_can_carry_is_refused_without_showing_it() -> None:
    with pytest.raises(UsageError, match="the key in A holds characters") as caught:
        find_key("A", environ={"A": "hunter2\u00fc"}, keyring=False)
    assert "hunter2" not in str(caught.value)


def test_a_machine_without_a_keyring_has_no_key_in_it() -> None:
    assert find_key("ADRS_TEST_NO_SUCH_KEY", environ={}) is None
