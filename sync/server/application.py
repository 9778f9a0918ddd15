"""Put the server together: settings in, an ASGI application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.protocol import signing
from sync.protocol.requests import server_id
from sync.server import migrations
from sync.server.clocks import milliseconds
from sync.server.database import open_database
from sync.server.edge import Edge, Endpoint
from sync.server.fleeting import open_fleeting
from sync.server.nonces import nonces_of
from sync.server.operation import Operation
from sync.server.refusals import RefusedError
from sync.server.routes import COMMON, FIGURES, RECORDS
from sync.server.service import Service
from sync.server.settings import Settings
from sync.server.stores import open_store
from sync.server.tending import tended


def build(settings: Settings) -> Starlette:
    """Return the server as an ASGI application; SetupError when its database is not ready."""
    database = open_database(settings.database)
    try:
        migrations.check(database)
    except BaseException:
        database.close()
        raise
    public = signing.public_of(settings.seed)
    fleeting = open_fleeting(settings.database)
    service = Service(
        settings.seed,
        settings.roles,
        settings.clock,
        database,
        fleeting,
        nonces_of(settings.database, settings.workers, fleeting),
        open_store(settings.blobs, settings.database, settings.clock),
        milliseconds(settings.clock),
        public,
        server_id(public),
    )
    return _application(
        service,
        Edge(
            service,
            signing.Signer(settings.seed),
            settings.hosts,
            settings.delay_s,
            settings.request_s,
        ),
    )


def operations_of(roles: tuple[str, ...]) -> tuple[Operation, ...]:
    """Return what a server of these roles can be asked."""
    records = RECORDS if "records" in roles else ()
    figures = FIGURES if "figures" in roles else ()
    return COMMON + records + figures


def _application(service: Service, edge: Edge) -> Starlette:
    @asynccontextmanager
    async def life(_application: Starlette) -> AsyncIterator[None]:
        async with tended(service):
            yield
        service.close()

    async def nowhere(request: Request, _error: Exception) -> Response:
        return await edge.refuse(request, RefusedError("not-found"))

    application = Starlette(
        routes=[_route(edge, operation) for operation in operations_of(service.roles)],
        exception_handlers={HTTPException: nowhere},
        lifespan=life,
    )
    application.router.redirect_slashes = False
    application.state.service = service
    return application


class _Whole(StringConvertor):
    regex = "[0-9a-f]{64}"


class _Half(StringConvertor):
    regex = "[0-9a-f]{32}"


class _Number(StringConvertor):
    regex = "0|[1-9][0-9]{0,3}"


class _Message(StringConvertor):
    regex = "offer|answer|reveal"


register_url_convertor("program", _Whole())
register_url_convertor("place", _Half())
register_url_convertor("vault", _Half())
register_url_convertor("blob", _Whole())
register_url_convertor("digest", _Whole())
register_url_convertor("number", _Number())
register_url_convertor("message", _Message())


def _route(edge: Edge, operation: Operation) -> Route:
    route = Route(operation.path, Endpoint(edge, operation), methods=[operation.method])
    route.methods = {operation.method}  # not HEAD as well
    return route
