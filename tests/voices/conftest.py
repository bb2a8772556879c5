from collections.abc import AsyncIterator

import pytest

from tests.voices.phone import Phone


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    async with Phone() as service:
        yield service
