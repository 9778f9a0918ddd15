"""A server, the laptop of Ana Reyes who begins a program, and laptops that may join it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, create
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.stages import Arrange, Joiners, Stage, make_stage

NewLaptop = Callable[[str], Laptop]
NewStage = Callable[[Arrange], Stage]


@pytest.fixture(scope="session")
def joiners(tmp_path_factory: pytest.TempPathFactory) -> Joiners:
    folder = tmp_path_factory.mktemp("joiners") / "workspace"
    beginning = Beginning(person="Ben Silva", program="", joining=True)
    return Joiners(folder, create(folder, PASSPHRASE, beginning, cost=FLOOR).key)


@pytest.fixture(scope="session")
def new_stage(
    tmp_path_factory: pytest.TempPathFactory, template: Template, joiners: Joiners
) -> NewStage:
    """Makes what tests copy."""
    return lambda arrange: make_stage(tmp_path_factory.mktemp("stage"), template, joiners, arrange)


@pytest.fixture(scope="session")
def before_anything(new_stage: NewStage) -> Stage:
    """A server that knows no program, and Ana's laptop."""
    return new_stage(lambda _making: None)


@pytest.fixture(scope="session")
def once_begun(new_stage: NewStage) -> Stage:
    """The same once Ana's program is on the server."""
    return new_stage(lambda making: making.ana.begin(making.server))


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """What a test goes on from: as far as the fixtures that it asks for."""
    found: Stage = request.getfixturevalue(
        "once_begun" if "begun" in request.fixturenames else "before_anything"
    )
    return found


@pytest.fixture
def server(tmp_path: Path, clock: FixedClock, stage: Stage) -> Iterator[Server]:
    stands = stage.server(tmp_path / "server", clock)
    yield stands
    stands.close()


@pytest.fixture
def ana(tmp_path: Path, clock: FixedClock, server: Server, stage: Stage) -> Iterator[Laptop]:
    """The laptop on which the program begins."""
    laptop = stage.laptop("ana", tmp_path / "workspace", clock, server)
    yield laptop
    laptop.workspace.close()


@pytest.fixture
def begun(ana: Laptop) -> Laptop:
    """Ana's laptop once its program is on the server."""
    return ana


@pytest.fixture
def new_laptop(
    tmp_path: Path, joiners: Joiners, clock: FixedClock, server: Server, stage: Stage
) -> Iterator[NewLaptop]:
    """Makes laptops that can join a program, each a device of its own, or did on the stage."""
    made: list[Laptop] = []

    def make(name: str) -> Laptop:
        if name in stage.keys:
            made.append(stage.laptop(name, tmp_path / name, clock, server))
        else:
            joiners.copied(tmp_path / name, clock)
            made.append(Laptop(tmp_path / name, joiners.key, clock, server))
        return made[-1]

    yield make
    for laptop in made:
        laptop.workspace.close()


@pytest.fixture
def ben(new_laptop: NewLaptop) -> Laptop:
    """The laptop of somebody who was invited."""
    return new_laptop("ben")
