"""Where a workspace must not lie is told in words, before it is begun and when it is opened."""

import os
import shutil
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from storage.errors import RejectedError
from storage.workspace import Beginning, Workspace, create, location
from storage.workspace.mounts import Mount, mount_of, parse
from tests.conftest import PASSPHRASE, Template
from tests.storage.disks import Mount as Mounting
from tests.storage.disks import make_read_only, mounted

__all__ = ["mounted"]

WINDOWS, POSIX = PureWindowsPath, PurePosixPath
CLOUDS: list[PurePath] = [
    WINDOWS(r"C:\Users\ana\OneDrive\Satchel\workspace"),
    WINDOWS(r"C:\Users\ana\OneDrive - Berkshire County Kids' Place\workspace"),
    WINDOWS(r"C:\Users\ana\ONEDRIVE\Documents\workspace"),
    WINDOWS(r"C:\Users\ana\iCloudDrive\workspace"),
    WINDOWS(r"C:\Users\ana\iCloud Drive\workspace"),
    WINDOWS(r"G:\My Drive\workspace"),
    WINDOWS(r"G:\Shared drives\Program\workspace"),
    WINDOWS(r"C:\Users\ana\Dropbox (Kids Place)\workspace"),
    WINDOWS(r"D:\Box Sync\workspace"),
    WINDOWS(r"C:\Users\ana\SharePoint\workspace"),
    POSIX("/Users/ana/Library/CloudStorage/OneDrive-Personal/workspace"),
    POSIX("/Users/ana/Library/CloudStorage/GoogleDrive-ana@example.org/My Drive/workspace"),
    POSIX("/Users/ana/Library/CloudStorage/Dropbox/workspace"),
    POSIX("/Users/ana/Library/CloudStorage/Box-Box/workspace"),
    POSIX("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/workspace"),
    POSIX("/Users/ana/Google Drive/workspace"),
    POSIX("/home/ana/Dropbox/workspace"),
    POSIX("/home/ana/Nextcloud/workspace"),
    POSIX("/home/ana/Nextcloud2/workspace"),
    POSIX("/home/ana/ownCloud/workspace"),
    POSIX("/home/ana/pCloudDrive/workspace"),
    POSIX("/home/ana/MEGAsync/workspace"),
    POSIX("/home/ana/Proton Drive/workspace"),
    POSIX("/home/ana/Tresorit/workspace"),
    POSIX("/home/ana/Seafile/My Library/workspace"),
    POSIX("/home/ana/SpiderOak Hive/workspace"),
    POSIX("/home/ana/Insync/ana@example.org/workspace"),
    POSIX("/home/ana/Yandex.Disk/workspace"),
]
NOT_CLOUDS: list[PurePath] = [
    WINDOWS(r"C:\Users\ana\AppData\Local\Satchel\workspace"),
    WINDOWS(r"C:\Users\ana\My Drives\workspace"),
    POSIX("/home/ana/.local/share/Satchel/workspace"),
    POSIX("/home/ana/Dropboxes/workspace"),
    POSIX("/home/megan/boxes/workspace"),
    POSIX("/home/ana/mailbox/workspace"),
    POSIX("/media/ana/STICK/workspace"),
]


@pytest.mark.parametrize("path", CLOUDS, ids=str)
def test_a_folder_that_a_service_copies_is_known(path: PurePath) -> None:
    assert location.in_cloud(path)


@pytest.mark.parametrize("path", NOT_CLOUDS, ids=str)
def test_a_folder_of_the_laptop_itself_is_not_taken_for_one(path: PurePath) -> None:
    assert not location.in_cloud(path)
    assert not location.is_network(path, [Mount("/", "ext4"), Mount("C:\\", "ntfs")])


@pytest.mark.parametrize(
    "path",
    [
        WINDOWS(r"\\server\share\workspace"),
        WINDOWS(r"\\?\UNC\server\share\workspace"),
        WINDOWS("//server/share/workspace"),
        WINDOWS(r"\\wsl$\Debian\home\ana"),
    ],
    ids=str,
)
def test_a_path_of_another_computer_is_a_network_drive(path: PurePath) -> None:
    assert location.is_network(path, [])


@pytest.mark.parametrize(
    "kind",
    ["nfs4", "nfs", "cifs", "smb3", "9p", "afs", "ceph", "davfs", "fuse.sshfs", "fuse.rclone",
     "fuse.gvfsd-fuse", "fuse.s3fs", "fuse.glusterfs", "lustre"],
)  # fmt: skip
def test_a_mount_of_another_computer_is_a_network_drive(kind: str) -> None:
    mounted = [Mount("/", "ext4"), Mount("/home/ana/office", kind)]
    assert location.is_network(POSIX("/home/ana/office/workspace"), mounted)
    assert not location.is_network(POSIX("/home/ana/officers/workspace"), mounted)


@pytest.mark.parametrize(
    "kind",
    ["ext4", "btrfs", "xfs", "tmpfs", "fuseblk", "vfat", "exfat", "ecryptfs", "zfs", "overlay"],
)
def test_a_disk_of_the_laptop_is_none(kind: str) -> None:
    assert not location.is_network(POSIX("/data/workspace"), [Mount("/data", kind)])


def test_a_mapped_drive_of_windows_is_a_network_drive() -> None:
    drives = [Mount("C:\\", "ntfs"), Mount("H:\\", "smb3")]
    assert location.is_network(WINDOWS(r"H:\cases\workspace"), drives)
    assert not location.is_network(WINDOWS(r"C:\cases\workspace"), drives)


def test_the_table_of_mounts_is_read_with_its_escapes_and_the_last_mount_counts() -> None:
    table = (
        "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
        "31 22 0:40 / /home/ana/our\\040share rw - ext4 /dev/sdb1 rw\n"
        "32 22 0:41 / /home/ana/our\\040share rw master:1 - cifs //server/share rw\n"
        "nonsense\n33 22 0:42 -\n"
    )
    mount = mount_of(POSIX("/home/ana/our share/workspace"), parse(table))
    assert mount == Mount("/home/ana/our share", "cifs")


def test_nothing_is_begun_in_such_a_folder_and_nothing_is_left_there(tmp_path: Path) -> None:
    for name in ("OneDrive", "Dropbox", "Google Drive", "iCloudDrive"):
        (tmp_path / name).mkdir()
        with pytest.raises(RejectedError, match="stays on this laptop"):
            create(tmp_path / name / "workspace", PASSPHRASE, Beginning(person="A", program="B"))
        assert list((tmp_path / name).iterdir()) == []


def test_a_link_into_such_a_folder_and_a_folder_with_its_marks_are_known(tmp_path: Path) -> None:
    (tmp_path / "Dropbox" / "cases").mkdir(parents=True)
    link = tmp_path / "cases"
    link.symlink_to(tmp_path / "Dropbox" / "cases", target_is_directory=True)
    assert location.concern(link / "workspace") == "cloud"
    renamed = tmp_path / "our files"
    (renamed / "cases").mkdir(parents=True)
    assert location.concern(renamed / "cases" / "workspace") == ""
    for mark in (".stfolder", ".dropbox.cache", ".sync_1a2b.db"):
        (renamed / mark).touch()
        assert location.concern(renamed / "cases" / "workspace") == "cloud"
        (renamed / mark).unlink()


def test_a_workspace_that_was_moved_into_such_a_folder_opens_with_a_warning(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    moved = tmp_path / "OneDrive" / "workspace"
    shutil.copytree(folder, moved)
    assert "bring it back in a folder that stays on this laptop" in location.warning(moved)
    with Workspace(moved, template.key) as workspace:
        assert workspace.device
    assert location.warning(folder) == ""


def test_another_users_folder_is_told(folder: Path) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root gives a folder away")
    os.chown(folder, 12_345, 12_345)
    assert "belongs to another user" in location.warning(folder)
    os.chown(folder, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="another system's permissions")
def test_a_folder_that_others_may_enter_is_closed_to_them(folder: Path) -> None:
    folder.chmod(0o755)
    assert location.close_to_others(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not location.close_to_others(folder)


def test_a_read_only_disk_is_told_at_creation_and_at_opening(
    tmp_path: Path, mounted: Mounting
) -> None:
    disk = mounted(tmp_path / "disk", "size=4m")
    make_read_only(disk)
    assert location.warning(disk).startswith("This folder cannot be written. It opens to be read")
    with pytest.raises(RejectedError, match="cannot be written"):
        create(disk / "workspace", PASSPHRASE, Beginning(person="A", program="B"))
