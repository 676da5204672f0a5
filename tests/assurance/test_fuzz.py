"""Fuzzing: requests made up from the OpenAPI document and from the forms; none ends in a fault of ours."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from tests.assurance.conftest import Record
from tests.assurance.places import API
from tests.assurance.servers import Served, served

pytestmark = pytest.mark.filterwarnings("ignore")  # of the tools, about each other


def quick(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip


def fuzz_api(running: Served, examples: int) -> Counter[int]:
    """Ask every operation of the OpenAPI document so many times; how often each status was answered."""
    seen: Counter[int] = Counter()
    schema = schemathesis.openapi.from_url(f"{running.url}{API}/openapi.json")
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @quick(examples)
        @given(case=operation.as_strategy())
        def ask(case: "schemathesis.Case[Any]") -> None:
            answer = case.call(timeout=60)
            seen[answer.status_code] += 1
            assert answer.status_code < 500, (case.method, case.path)
            if answer.status_code >= 400:
                assert answer.headers["content-type"][0].startswith("application/problem+json")

        ask()
    return seen


NAMES = st.sampled_from(
    [
        "case",
        "status",
        "limit",
        "mask",
        "model",
        "role",
        "theme",
        "example",
        "topic",
        "to",
        "id",
        "agency",
        "age",
        "harm",
        "year",
    ]
)
VALUES = st.one_of(
    st.text(max_size=200), st.sampled_from(["0-5-present", "5-0-ruled_out", "-1", "99999", "kolb", "1", "", "child-b"])
)


def fuzz_forms(running: Served, examples: int) -> Counter[int]:
    """The same for the page: fields of every name with values of every kind, and bodies that are no form."""
    seen: Counter[int] = Counter()
    with running.client() as client:

        @quick(examples)
        @given(
            path=st.sampled_from(["/", "/reflect", "/related", "/basket"]),
            fields=st.lists(st.tuples(NAMES, VALUES), max_size=8),
            raw=st.one_of(st.none(), st.binary(max_size=300)),
        )
        def ask(path: str, fields: list[tuple[str, str]], raw: bytes | None) -> None:
            body = "&".join(f"{name}={quote_plus(value.encode('utf-8', 'replace'))}" for name, value in fields).encode()
            answer = client.post(
                path,
                content=body if raw is None else raw,
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
            seen[answer.status_code] += 1
            assert answer.status_code < 500

        ask()
    return seen


def statuses(seen: Counter[int]) -> dict[str, int]:
    return {str(code): number for code, number in sorted(seen.items())}


def test_a_few_requests_to_each_address(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Some made-up requests to every address of the API and the page: no 5xx, and every error is problem+json."""
    with served(bundle_root, tmp_path) as running:
        seen = fuzz_api(running, 6) + fuzz_forms(running, 40)
    record(requests=seen.total(), statuses=statuses(seen))


@pytest.mark.assure
def test_thousands_of_requests(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Thousands of made-up requests: no 5xx, and no growth of memory."""
    with served(bundle_root, tmp_path) as running:
        fuzz_api(running, 60)
        fuzz_forms(running, 300)
        before = running.resident_megabytes()
        seen = fuzz_api(running, 300) + fuzz_forms(running, 2000)
        after = running.resident_megabytes()
    record(
        requests=seen.total(),
        statuses=statuses(seen),
        resident_megabytes={"before": round(before), "after": round(after)},
    )
    assert seen.total() > 3000
    assert after - before < 20
