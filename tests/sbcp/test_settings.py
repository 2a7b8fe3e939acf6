"""An instance starts on settings that are safe, or says what to set."""

from pathlib import Path

import pytest

from core.files.scanner import Scanner
from core.files.store import S3
from sbcp.settings import Contact, UnsafeSettings, from_environment, is_placeholder

KEY = "bV3qkUO0mYc1hT9zXw5sGd7fLr2nPj8e"
GOOD = {
    "SBCP_SECRET_KEY": KEY,
    "SBCP_BASE_URL": "https://sbcp.example",
    "SBCP_CONTACT": "secretariat@sbcp.example",
}
OIDC = {
    "SBCP_OIDC_PROVIDERS": "ministry",
    "SBCP_OIDC_MINISTRY_ISSUER": "https://login.example",
    "SBCP_OIDC_MINISTRY_CLIENT_ID": "sbcp",
}
FILES = {"SBCP_FILES": "s3://bucket/policy", "SBCP_FILES_KEY_ID": "key", "SBCP_FILES_SECRET": KEY}
SMTP = {"SBCP_SMTP_HOST": "mail.example", "SBCP_SMTP_SENDER": "sbcp@example.org", "SBCP_SMTP_PASSWORD": KEY}

UNSAFE = {
    "no key": {"SBCP_SECRET_KEY": ""},
    "a short key": {"SBCP_SECRET_KEY": KEY[:31]},
    "the key of development": {"SBCP_SECRET_KEY": "development-only-not-secret"},
    "that key, longer": {"SBCP_SECRET_KEY": "development-only-not-secret-but-longer"},
    "a placeholder": {"SBCP_SECRET_KEY": "change-me-change-me-change-me-change-me"},
    "another": {"SBCP_SECRET_KEY": "<replace me with thirty-two characters>"},
    "one sign": {"SBCP_SECRET_KEY": "x" * 40},
    "no address": {"SBCP_BASE_URL": ""},
    "an open address": {"SBCP_BASE_URL": "http://sbcp.example"},
    "no host": {"SBCP_BASE_URL": "https://"},
    "a path": {"SBCP_BASE_URL": "https://sbcp.example/policy"},
    "a file that is not there": {"SBCP_SECRET_KEY_FILE": "/nowhere/key"},
    "an open provider": {**OIDC, "SBCP_OIDC_MINISTRY_ISSUER": "http://login.example"},
    "a provider without issuer": {**OIDC, "SBCP_OIDC_MINISTRY_ISSUER": ""},
    "a placeholder at a provider": {**OIDC, "SBCP_OIDC_MINISTRY_CLIENT_SECRET": "changeme"},
    "a placeholder for mail": {**SMTP, "SBCP_SMTP_PASSWORD": "your-secret-here"},
    "a password that travels open": {**SMTP, "SBCP_SMTP_SECURITY": "none"},
    "a limit of nothing": {"SBCP_LIMIT_FACTOR": "0"},
    "a limit that is no number": {"SBCP_LIMIT_FACTOR": "many"},
    "an archive that is no address": {"SBCP_RECORD_ARCHIVE": "archive"},
    "two archives": {"SBCP_RECORD_ARCHIVE": "a@example.org, b@example.org"},
    "nobody to write to": {"SBCP_CONTACT": ""},
    "a contact without an @": {"SBCP_CONTACT": "the secretariat"},
    "two contacts": {"SBCP_CONTACT": "a@sbcp.example, b@sbcp.example"},
    "a contact with a name beside it": {"SBCP_CONTACT": "Secretariat <a@sbcp.example>"},
    "a name without an address": {"SBCP_CONTACT": "", "SBCP_CONTACT_NAME": "Secretariat"},
    "days that are no number": {"SBCP_CONTACT_ANSWER_DAYS": "soon"},
    "everybody a proxy": {"SBCP_TRUSTED_PROXIES": "0.0.0.0/0"},
    "files at a place of another kind": {"SBCP_FILES": "ftp://files.example/policy"},
    "a place of S3 that is none": {**FILES, "SBCP_FILES": "s3://"},
    "files without a key": {**FILES, "SBCP_FILES_SECRET": ""},
    "files that travel open": {**FILES, "SBCP_FILES_ENDPOINT": "http://s3.example"},
    "a server of S3 that is no address": {**FILES, "SBCP_FILES_ENDPOINT": "s3.example"},
    "a server of S3 that is none": {**FILES, "SBCP_FILES_ENDPOINT": "https://["},
    "a scanner that is no address": {"SBCP_SCANNER": "clamd"},
    "a scanner without a port": {"SBCP_SCANNER": "tcp://clamd"},
}


@pytest.mark.parametrize("wrong", UNSAFE.values(), ids=UNSAFE)
def test_S46_an_unsafe_instance_does_not_start_and_says_what_to_set(wrong: dict[str, str]) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        from_environment({**GOOD, **wrong})
    assert KEY not in str(refused.value), "the message repeats no secret"


def test_S46_a_safe_one_starts() -> None:
    settings = from_environment({**GOOD, **OIDC, **SMTP, "SBCP_OIDC_MINISTRY_CLIENT_SECRET": KEY[:8]})
    assert settings.secure
    assert not settings.demo
    assert settings.host == "sbcp.example"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("SBCP_SECRET_KEY", lambda settings: settings.secret_key),
        ("SBCP_RECORD_KEY", lambda settings: settings.record_key),
        ("SBCP_SMTP_PASSWORD", lambda settings: settings.smtp.password),
        ("SBCP_OIDC_MINISTRY_CLIENT_SECRET", lambda settings: settings.oidc[0].client_secret),
        ("SBCP_DATABASE_URL", lambda settings: settings.database_url),
        ("SBCP_FILES_SECRET", lambda settings: settings.files.secret),
    ],
)
def test_S46_every_secret_may_come_from_a_file(name: str, read: object, tmp_path: Path) -> None:
    secret = (
        "ab" * 8 + "0123456789cdef" * 3 + "zyxwvu" if name != "SBCP_RECORD_KEY" else "0123456789abcdef" * 4
    )
    (tmp_path / "secret").write_text(f"{secret}\n")
    settings = from_environment({**GOOD, **OIDC, **SMTP, **FILES, f"{name}_FILE": str(tmp_path / "secret")})
    assert read(settings) == secret  # type: ignore[operator]


def test_S46_a_file_comes_before_a_variable_that_may_be_seen_in_a_list_of_processes(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(KEY)
    settings = from_environment(
        {**GOOD, "SBCP_SECRET_KEY": "x", "SBCP_SECRET_KEY_FILE": str(tmp_path / "secret")}
    )
    assert settings.secret_key == KEY


def test_the_archive_of_the_record_is_one_address_or_none() -> None:
    assert from_environment(GOOD).record_archive == ""
    named = {**GOOD, "SBCP_RECORD_ARCHIVE": " archive@example.org "}
    assert from_environment(named).record_archive == "archive@example.org"


def test_files_lie_in_the_data_folder_in_another_one_or_at_a_server(tmp_path: Path) -> None:
    inside = from_environment({**GOOD, "SBCP_DATA_DIR": str(tmp_path)})
    assert inside.files_place == tmp_path / "files"
    assert from_environment({**GOOD, "SBCP_FILES": "/srv/files"}).files_place == Path("/srv/files")
    endpoint = {"SBCP_FILES_ENDPOINT": "https://s3.example/", "SBCP_FILES_REGION": "eu-south-1"}
    place = from_environment({**GOOD, **FILES, **endpoint}).files_place
    assert place == S3("s3://bucket/policy", "https://s3.example", "eu-south-1", "key", KEY)
    assert KEY not in repr(place)


def test_S32_nothing_is_taken_for_granted_about_a_scanner() -> None:
    assert from_environment(GOOD).scanner == "unset"
    assert from_environment({**GOOD, "SBCP_SCANNER": "none"}).scanner is None
    there = from_environment({**GOOD, "SBCP_SCANNER": "tcp://127.0.0.1:3310"}).scanner
    assert there == Scanner("127.0.0.1", 3310)
    assert from_environment({"SBCP_DEMO": "1"}).scanner is None


def test_S46_a_demonstration_needs_no_settings_and_is_one_visibly() -> None:
    settings = from_environment({"SBCP_DEMO": "1"})
    assert settings.demo
    assert not settings.secure


@pytest.mark.parametrize("secret", ["change_me", "ChangeThis!", "PLACEHOLDER", "aaaaaaaaaaaa", "your secret"])
def test_S46_a_placeholder_is_known(secret: str) -> None:
    assert is_placeholder(secret)
    assert not is_placeholder(KEY)


def test_whom_people_write_to_is_told_in_one_line_if_it_is_missing() -> None:
    with pytest.raises(UnsafeSettings, match="SBCP_CONTACT") as refused:
        from_environment({**GOOD, "SBCP_CONTACT": ""})
    assert "\n" not in str(refused.value)


def test_an_address_is_enough_and_the_rest_is_taken_as_it_is_set() -> None:
    assert from_environment(GOOD).contact == Contact(email="secretariat@sbcp.example")
    more = {
        "SBCP_CONTACT": " Secretariat@SBCP.example ",
        "SBCP_CONTACT_NAME": "Secretariat of the cluster policy",
        "SBCP_CONTACT_POSTAL": "Trg 1,\n 11000 Београд",
        "SBCP_CONTACT_ANSWER_DAYS": "7",
    }
    assert from_environment({**GOOD, **more}).contact == Contact(
        email="secretariat@sbcp.example",
        name="Secretariat of the cluster policy",
        postal="Trg 1, 11000 Београд",
        answer_days=7,
    )


def test_a_demonstration_has_an_example_of_one_unless_it_is_given_one() -> None:
    example = from_environment({"SBCP_DEMO": "1"}).contact
    assert example is not None
    assert example.example
    given = from_environment({"SBCP_DEMO": "1", "SBCP_CONTACT": "a@sbcp.example"}).contact
    assert given == Contact(email="a@sbcp.example")


def test_a_link_begins_a_mail_to_whatever_address_it_is() -> None:
    assert Contact(email="a+b@sbcp.example").link() == "mailto:a+b@sbcp.example"
    assert Contact(email="what?&%@sbcp.example").link() == "mailto:what%3F%26%25@sbcp.example"
    assert Contact(email="a@sbcp.example").link("Receipt 1 & 2") == (
        "mailto:a@sbcp.example?subject=Receipt%201%20%26%202"
    )
