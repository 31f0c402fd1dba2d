"""The Privacy pages, as a person walks them: asked again before what counts, told what happened."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from evenkeel.apps.people.models import Member, MemberSession
from evenkeel.apps.privacy import tasks
from evenkeel.apps.privacy.models import Erasure, ExportRun
from evenkeel.apps.records import locked_models
from tests.factories.members import NOW, PASSPHRASE, make_member, make_records, sign_in
from tests.integration.privacy.conftest import exported, records

pytestmark = pytest.mark.django_db

PAGES = ["/privacy", "/privacy/stored", "/privacy/export", "/privacy/import", "/privacy/erase"]


@pytest.fixture
def page(wren):
    client = Client()
    sign_in(client)
    return client


def forget_step_up():
    MemberSession.objects.update(stepped_up_at=timezone.now() - timedelta(hours=1))


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_a_member_and_an_unlocked_session(page, path):
    assert Client().get(path).status_code == 302
    page.post("/lock")
    assert "/unlock" in page.get(path)["Location"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_and_keep_to_the_policy(page, rows, path):
    response = page.get(path)
    assert response.status_code == 200
    html = response.content.decode()
    assert "<h1" in html
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(https?:)?//", html)


def test_the_overview_counts_what_is_sealed_and_lists_what_is_not(page, rows):
    html = page.get("/privacy").content.decode()
    assert "Journal entries" in html
    assert "nickname" in html
    assert "Nothing" in html


def test_every_field_is_on_the_page_of_what_is_stored(page):
    html = page.get("/privacy/stored").content.decode()
    for words in ("your passphrase is not stored", "Only you, while you are signed in", "sealed"):
        assert words in html


def test_export_asks_for_the_passphrase_and_then_streams(page, rows, wren):
    forget_step_up()
    asked = page.post("/privacy/export/download", {"run": str(uuid.uuid4())})
    assert asked.status_code == 200
    assert b"passphrase" in asked.content
    carried = re.search(r'name="carried" value="([^"]*)"', asked.content.decode())
    answer = page.post(
        "/step-up",
        {
            "passphrase": PASSPHRASE,
            "next": "/privacy/export/download",
            "carried": unescape(carried[1]),
        },
    )
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body(answer))) as archive:
        assert archive.testzip() is None


def test_export_with_a_wrong_passphrase_gives_nothing(page, rows):
    forget_step_up()
    answer = page.post(
        "/step-up",
        {"passphrase": "not this one at all", "next": "/privacy/export/download", "carried": "[]"},
    )
    assert "zip" not in answer.get("Content-Type", "")
    assert not ExportRun.objects.exists()


def test_the_progress_bar_follows_the_download(page, rows, wren):
    run = uuid.uuid4()
    before = page.get(f"/privacy/export/{run}").content.decode()
    assert "hx-get" in before
    answer = page.post("/privacy/export/download", {"run": str(run)})
    assert "no-store" in answer["Cache-Control"]
    assert "attachment" in answer["Content-Disposition"]
    started = page.get(f"/privacy/export/{run}").content.decode()
    assert "hx-get" in started
    assert "<progress" in started
    assert body(answer)
    done = page.get(f"/privacy/export/{run}").content.decode()
    assert "Done" in done
    assert "hx-get" not in done


def test_somebody_elses_progress_is_not_there(page, rows, wren):
    run = ExportRun.objects.create(member=make_member("Finch").member, total=7, started_at=NOW)
    assert "<progress" not in page.get(f"/privacy/export/{run.pk}").content.decode()


def test_a_run_id_that_is_taken_or_nonsense_still_exports(page, rows, wren):
    finch = make_member("Finch")
    taken = ExportRun.objects.create(member=finch.member, total=7, started_at=timezone.now())
    for run in (str(taken.pk), "nonsense", ""):
        assert body(page.post("/privacy/export/download", {"run": run}))
    taken.refresh_from_db()
    assert (taken.total, taken.member_id) == (7, finch.member.pk)


def upload(page, raw, **more):
    file = io.BytesIO(raw)
    file.name = "evenkeel.zip"
    return page.post("/privacy/import", {"archive": file, **more})


def test_import_says_what_came_back(page, rows, wren):
    archive = exported(wren)
    next(iter(rows)).objects.all().delete()
    answer = upload(page, archive.getvalue())
    assert answer.status_code == 200
    assert "2 entries came back" in answer.content.decode()
    assert records(exported(wren)) == records(archive)


@pytest.mark.parametrize("raw", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 50])
def test_import_refuses_in_the_page(page, raw):
    answer = upload(page, raw)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_import_without_a_file_says_what_to_do(page):
    answer = page.post("/privacy/import", {})
    assert answer.status_code == 422
    assert "Choose the ZIP" in answer.content.decode()


def test_erase_asks_for_the_box_and_the_passphrase(page, rows, wren):
    unticked = page.post("/privacy/erase/now", {})
    assert unticked.status_code == 422
    assert "Nothing was erased" in unticked.content.decode()
    forget_step_up()
    assert b"passphrase" in page.post("/privacy/erase/now", {"understood": "on"}).content
    assert Member.objects.filter(nickname="Wren").exists()
    assert page.get("/privacy/erase/now").status_code == 405


def test_erase_ends_everything_and_gives_a_receipt(page, rows, wren):
    other_browser = Client()
    sign_in(other_browser)
    answer = page.post("/privacy/erase/now", {"understood": "on"})
    assert answer.status_code == 302
    receipt = answer["Location"]
    assert all(not cookie.value or name == "csrf" for name, cookie in answer.cookies.items())
    assert "half-key" in answer.cookies
    assert not Member.objects.filter(nickname="Wren").exists()
    for browser in (page, other_browser):
        assert browser.get("/").status_code == 302
    working = Client().get(receipt)
    assert working.status_code == 200
    assert "<progress" in working.content.decode()

    task = DBTaskResult.objects.get(task_path__endswith="delete_rows")
    tasks.delete_rows.func(*task.args_kwargs["args"])
    done = Client().get(receipt).content.decode()
    assert "Every row deleted" in done
    assert "<progress" not in done
    assert "Wren" not in done
    assert str(wren.member.pk) not in done
    assert not any(model.objects.exists() for model in locked_models())


def test_after_erasing_the_nickname_is_free_again_and_the_old_passphrase_opens_nothing(page, wren):
    page.post("/privacy/erase/now", {"understood": "on"})
    late = Client().post("/log-in", {"nickname": "Wren", "passphrase": PASSPHRASE})
    assert late.status_code in {200, 422}
    assert make_member("Wren").member.pk != wren.member.pk


def test_a_receipt_is_found_by_its_token_only(db):
    Erasure.objects.create(
        token_hash="a" * 64, requested_at=NOW, keys_destroyed_at=NOW, touched_at=NOW
    )
    for token in ("a" * 64, "x", "%00", "a" * 5000):
        assert Client().get(f"/privacy/erased/{token}").status_code == 404


def test_a_stalled_erasure_is_taken_up_when_its_receipt_is_looked_at(page, rows, wren):
    receipt = page.post("/privacy/erase/now", {"understood": "on"})["Location"]
    DBTaskResult.objects.all().delete()
    Client().get(receipt)
    assert not DBTaskResult.objects.exists(), "not stalled yet"
    Erasure.objects.update(touched_at=timezone.now() - timedelta(hours=1))
    Client().get(receipt)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize("each", [1])
def test_pages_work_for_a_member_without_entries(wren, each):
    client = Client()
    sign_in(client)
    for path in PAGES:
        assert client.get(path).status_code == 200
    assert body(client.post("/privacy/export/download", {"run": ""}))
    make_records(wren, each=each)
