import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_tokens import SealError, TokenCipher

KEY, OTHER = "A" * 43 + "=", "B" * 43 + "="


@given(st.text(min_size=1), st.from_regex(r"[TE][A-Z0-9]{1,10}", fullmatch=True))
def test_what_is_sealed_opens_with_the_same_key_for_the_same_workspace(token: str, team: str) -> None:
    cipher = TokenCipher(KEY)
    assert cipher.open(cipher.seal(token, team), team) == token


def test_a_token_never_seals_to_the_same_text_twice() -> None:
    cipher = TokenCipher(KEY)
    assert cipher.seal("xoxb-1", "T1") != cipher.seal("xoxb-1", "T1")


def test_either_alphabet_of_base64_names_the_same_key() -> None:
    assert TokenCipher("-_" * 21 + "A=").open(TokenCipher("+/" * 21 + "A=").seal("t", "T1"), "T1") == "t"


@pytest.mark.parametrize("change", ["key", "team", "text", "cut", "none"])
def test_anything_else_opens_nothing_and_says_what_to_do(change: str) -> None:
    sealed = TokenCipher(KEY).seal("xoxb-secret", "T1")
    cipher = TokenCipher(OTHER if change == "key" else KEY)
    changed = {"text": f"{sealed[:-4]}AAAA", "cut": sealed[:12], "none": "no base64!"}.get(change, sealed)
    with pytest.raises(SealError, match="PAPERBOY_SLACK_KEY") as raised:
        cipher.open(changed, "T2" if change == "team" else "T1")
    assert "xoxb-secret" not in str(raised.value)
