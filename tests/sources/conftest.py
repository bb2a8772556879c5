from collections.abc import AsyncIterator

import pytest

from tests.sources.world import Web


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    server = Web()
    await server.start()
    yield server
    await server.stop()
