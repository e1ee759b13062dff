"""One program serves from one file, whatever becomes of the file meanwhile."""

from pathlib import Path

import pytest

from bot.core.errors import SetupError
from bot.store.engine.database import Database
from bot.store.engine.file_lock import lock_database_file


def deletes(file: Path) -> None:
    file.unlink()


def deletes_all_that_is_named_like_it(file: Path) -> None:
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()


def leaves_it(_: Path) -> None:
    pass


@pytest.mark.parametrize("somebody", [leaves_it, deletes, deletes_all_that_is_named_like_it])
async def test_no_second_program_starts_beside_the_first(tmp_path, somebody):
    file = tmp_path / "one.db"
    first, second = Database(f"sqlite:///{file}"), Database(f"sqlite:///{file}")
    with lock_database_file(first):
        async with first.read():
            pass
        somebody(file)

        with pytest.raises(SetupError, match="Another process already serves"), lock_database_file(second):
            pass

        assert file.exists() is (somebody is leaves_it)
    with lock_database_file(second):
        pass
    await first.aclose()


def test_nor_by_another_name_of_the_same_file(tmp_path):
    file, link = tmp_path / "one.db", tmp_path / "link.db"
    file.touch()
    link.symlink_to(file)

    with (
        lock_database_file(Database(f"sqlite:///{file}")),
        pytest.raises(SetupError, match="Another process already serves"),
        lock_database_file(Database(f"sqlite:///{link}")),
    ):
        pass


def test_where_nothing_can_be_written_the_setting_is_wrong(tmp_path):
    (tmp_path / "one.db.lock").mkdir()

    with pytest.raises(SetupError, match="DATABASE_URL"), lock_database_file(Database(f"sqlite:///{tmp_path}/one.db")):
        pass


def test_two_files_in_one_folder_are_served_side_by_side(tmp_path):
    with (
        lock_database_file(Database(f"sqlite:///{tmp_path}/one.db")),
        lock_database_file(Database(f"sqlite:///{tmp_path}/two.db")),
    ):
        pass
