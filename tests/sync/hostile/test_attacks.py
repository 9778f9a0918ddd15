"""Every attack of the table is played against the real client, and nothing of it is believed."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sync.hostile.attacks.attack import Attack
from tests.sync.hostile.attacks.page import PAGE, table, written
from tests.sync.hostile.attacks.scene import Scene
from tests.sync.hostile.attacks.table import ATTACKS
from tests.sync.simulation.building import Stage

_TESTS = Path(__file__).parents[2]
_FEWEST = 60
_PLAYED = [attack for attack in ATTACKS if attack.lie is not None]


class Scenes:
    """Scenes to play on: one is used again as long as nothing parted it from the truth."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage, self._folder = stage, folder
        self._opened = ExitStack()
        self._scene: Scene | None = None
        self._count = 0

    def take(self) -> Scene:
        """Return a scene, prepared."""
        scene, self._scene = self._scene or self._new(), None
        scene.prepare()
        return scene

    def give_back(self, scene: Scene) -> None:
        """Let a scene be used again that is as it was."""
        self._scene = scene

    def close(self) -> None:
        """Put every laptop away."""
        self._opened.close()

    def _new(self) -> Scene:
        self._count += 1
        world = self._stage.world(self._folder / str(self._count), seed=1)
        return Scene(self._opened.enter_context(world))


@pytest.fixture(scope="module")
def scenes(joined: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenes]:
    made = Scenes(joined, tmp_path_factory.mktemp("attacks"))
    yield made
    made.close()


@pytest.mark.parametrize("attack", _PLAYED, ids=lambda attack: attack.name)
def test_nothing_of_an_attack_is_believed_and_nothing_is_lost(
    attack: Attack, scenes: Scenes
) -> None:
    scene = scenes.take()
    if attack.play is not None:
        attack.play(scene)
    assert attack.lie is not None
    told = scene.attack(attack.lie(scene))
    scene.check_nothing_believed()
    scene.check_unchanged()
    _check_told(attack, told)
    match attack.after:
        case "parted":
            assert scene.check_parted() <= set(attack.told)
        case "without Cal":
            scene.check_without_cal()
        case "aside":
            scene.check_aside()
        case "healed":
            scene.check_healed()
            scenes.give_back(scene)


def _check_told(attack: Attack, told: list[set[str]]) -> None:
    """Hold that the person is told by the round that the table names, and of nothing else."""
    allowed = set(attack.told)
    if attack.when == "later":
        # What is told then is looked at where the laptop meets the honest server.
        assert (told, attack.after) == ([{"nothing"}] * 2, "parted")
        return
    assert told[0] <= allowed, told
    # What is told once may be over by the next round; nothing new is told by that.
    assert told[1] <= allowed | {"nothing"}, told
    if attack.verdict != "harmless":
        assert "nothing" not in told[0]


def test_only_what_is_harmless_need_not_be_told_and_the_table_says_why() -> None:
    for attack in _PLAYED:
        is_harmless = attack.verdict == "harmless"
        assert ("nothing" in attack.told, bool(attack.why)) == (is_harmless, is_harmless), attack
        assert attack.after == "healed" or not is_harmless


def test_the_threat_model_lists_every_attack_as_it_is_played() -> None:
    assert written(PAGE.read_text(encoding="utf-8")) == table()


def test_there_are_as_many_attacks_as_names_and_every_test_named_is_there() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= _FEWEST
    for attack in ATTACKS:
        if attack.shown:
            file, name = attack.shown.split("::")
            assert f"def {name}(" in (_TESTS / file).read_text(encoding="utf-8"), attack.shown
        else:
            assert attack.lie is not None
