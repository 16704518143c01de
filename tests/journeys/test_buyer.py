"""A buyer asks, reads the reply and opens its source: in a real browser, by every means.

Each journey runs the whole service over the starter knowledge in headless Chromium.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import make_server

from knowledge.topics import all_topics

pytestmark = pytest.mark.browser

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = (390, 1280)
NARROWEST = 320
ANSWERED = "Is Singapore bound by Convention 105?"
REFERRED = "Is factory X in Dhaka safe?"
SECONDS = 20
COPY = "//button[.='Copy the link']"


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the service, running."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def start(profile: Path, *flags: str) -> Chrome:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("Chromium or its driver is missing (Debian: chromium, chromium-driver)")
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
        options.add_argument(flag)
    return Chrome(options=options, service=Service(DRIVER))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium with JavaScript."""
    opened = start(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def plain_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Chromium with JavaScript switched off."""
    opened = start(tmp_path_factory.mktemp("plain"), "--blink-settings=scriptEnabled=false")
    yield opened
    opened.quit()


def set_width(browser: Chrome, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def wait_for(browser: Chrome, ready: Callable[[Chrome], Any]) -> Any:
    return WebDriverWait(browser, SECONDS).until(ready)


def arrive(browser: Chrome, where: Callable[[str], bool]) -> str:
    """Wait for a page, to its last element, and return its address."""
    wait_for(browser, lambda b: where(b.current_url))
    wait_for(browser, lambda b: b.find_element(By.CSS_SELECTOR, "footer.site p + p"))
    return browser.current_url


def at_a_reply(address: str) -> bool:
    return "/replies/" in address


def tab_to(browser: Chrome, wanted: Callable[[WebElement], bool], most: int = 60) -> WebElement:
    """Press Tab until the focus is where it is wanted, as a person without a mouse would."""
    for _ in range(most):
        press(browser, Keys.TAB)
        focused = browser.switch_to.active_element
        if wanted(focused):
            return focused
    raise AssertionError(f"{most} tabs did not lead there on {browser.current_url}")


def press(browser: Chrome, keys: str) -> None:
    ActionChains(browser).send_keys(keys).perform()


def ask_by_keyboard(browser: Chrome, site: str, question: str) -> None:
    browser.get(f"{site}/?lang=en")
    tab_to(browser, lambda focused: focused.get_dom_attribute("id") == "question")
    press(browser, question)
    tab_to(browser, lambda focused: focused.tag_name == "button")
    press(browser, Keys.ENTER)
    arrive(browser, at_a_reply)


# Without JavaScript, without a mouse --------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_asking_and_checking_the_source_without_javascript(
    plain_browser: Chrome, site: str, width: int
) -> None:
    set_width(plain_browser, width)
    plain_browser.get(f"{site}/?lang=en")
    plain_browser.find_element(By.ID, "question").send_keys(ANSWERED)
    plain_browser.find_element(By.CSS_SELECTOR, "main form button").click()
    arrive(plain_browser, at_a_reply)
    statement = plain_browser.find_element(By.CSS_SELECTOR, ".statements li").text
    assert "25 Oct 1965" in statement
    assert "19 Apr 1979" in statement
    assert statement.endswith("[1]")
    quote = plain_browser.find_element(By.CSS_SELECTOR, "#source-1 blockquote").text
    plain_browser.find_element(By.PARTIAL_LINK_TEXT, "Open at the cited passage").click()
    cited = wait_for(plain_browser, lambda b: b.find_element(By.ID, "cited"))
    assert cited.text == quote


def test_a_referred_question_without_javascript(plain_browser: Chrome, site: str) -> None:
    set_width(plain_browser, WIDTHS[0])
    plain_browser.get(f"{site}/?lang=en")
    plain_browser.find_element(By.ID, "question").send_keys(REFERRED)
    plain_browser.find_element(By.CSS_SELECTOR, "main form button").click()
    arrive(plain_browser, at_a_reply)
    link = plain_browser.find_element(By.ID, "private-link").get_dom_attribute("value")
    assert link == plain_browser.current_url
    assert not plain_browser.find_elements(By.XPATH, COPY)  # made by JavaScript alone
    plain_browser.find_element(By.CSS_SELECTOR, "input[type=email]").send_keys("me@example.org")
    plain_browser.find_element(By.XPATH, "//button[.='Save the address']").click()
    flash = wait_for(plain_browser, lambda b: b.find_element(By.CLASS_NAME, "flash"))
    assert "kept with this question" in flash.text
    assert not plain_browser.find_elements(By.ID, "sources")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_journey_by_keyboard_alone(plain_browser: Chrome, site: str, width: int) -> None:
    set_width(plain_browser, width)
    ask_by_keyboard(plain_browser, site, ANSWERED)
    tab_to(plain_browser, lambda focused: focused.text == "[1]")
    press(plain_browser, Keys.ENTER)
    wait_for(plain_browser, lambda b: b.current_url.endswith("#source-1"))
    opening = tab_to(
        plain_browser, lambda focused: focused.text.startswith("Open at the cited passage")
    )
    assert opening.value_of_css_property("outline-style") == "solid"
    press(plain_browser, Keys.ENTER)
    cited = wait_for(plain_browser, lambda b: b.find_element(By.ID, "cited"))
    assert cited.text.startswith("Singapore: ratified 25 Oct 1965; denounced 19 Apr 1979")


def test_correcting_what_was_understood_by_keyboard(plain_browser: Chrome, site: str) -> None:
    set_width(plain_browser, WIDTHS[1])
    ask_by_keyboard(plain_browser, site, "Niger C138")
    first = plain_browser.current_url
    tab_to(plain_browser, lambda focused: focused.tag_name == "summary")
    press(plain_browser, Keys.ENTER)
    country = tab_to(plain_browser, lambda focused: focused.get_dom_attribute("id") == "country")
    country.send_keys("Nigeria")
    tab_to(plain_browser, lambda focused: focused.tag_name == "button")
    press(plain_browser, Keys.ENTER)
    arrive(plain_browser, lambda address: at_a_reply(address) and address != first)
    assert "Nigeria ratified C138" in plain_browser.find_element(By.CLASS_NAME, "statements").text


# Every page, at every width -----------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(browser: Chrome, site: str) -> dict[str, str]:
    """The address of one page of each sort."""
    set_width(browser, WIDTHS[1])
    replies = {}
    for name, question in (
        ("answered", ANSWERED),
        ("confusable", "Niger C138"),
        ("prose", "What does the MNE Declaration expect of enterprises about child labour?"),
        ("referred", REFERRED),
    ):
        browser.get(f"{site}/?lang=en")
        browser.find_element(By.ID, "question").send_keys(question)
        browser.find_element(By.CSS_SELECTOR, "main form button").click()
        replies[name] = arrive(browser, at_a_reply)
        if name == "answered":
            opening = browser.find_element(By.CSS_SELECTOR, "#source-1 .links a")
            replies["cited table"] = str(opening.get_property("href"))
    return replies | {
        name: f"{site}{path}"
        for name, path in {
            "ask": "/",
            "ask in French": "/?lang=fr",
            "instruments": "/instruments?lang=en",
            "instrument": "/instruments/C138",
            "recommendation": "/instruments/R203",
            "countries": "/countries",
            "country": "/countries/BGD",
            "country in Spanish": "/countries/NER?lang=es",
            "search": "/search?lang=en",
            "search results": "/search?q=chidl+labour&kind=finding",
            "search mistake": "/search?q=*abour",
            "about": "/about?lang=en",
            "note": "/documents/mne-note.child-labour",
            "question and answer": "/documents/guide.question.minimum-age",
            "guidance": "/guidance?lang=en",
            "topic": "/topics/child-labour?lang=en",
            "topic in French": "/topics/wages?lang=fr",
            "topic without a note": "/topics/maternity-protection?lang=en",
            "directory": "/directory",
            "country information": "/country-information",
            "explained instrument": "/instruments/C001",
            "error": "/nowhere",
        }.items()
    }


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility checker's script, as its package ships it."""
    found = find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("axe-core is missing: run `make setup`")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")


RUN_AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"]}).then(
  found => done(found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | "))),
  error => done([String(error)]));
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_has_an_accessibility_violation(
    browser: Chrome, pages: dict[str, str], axe: str, width: int
) -> None:
    set_width(browser, width)
    violations = {}
    for name, address in pages.items():
        browser.get(address)
        browser.execute_script(axe)
        if found := browser.execute_async_script(RUN_AXE):
            violations[name] = found
    assert violations == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_topic_page_is_accessible(browser: Chrome, site: str, axe: str, width: int) -> None:
    set_width(browser, width)
    faults = {}
    for topic in all_topics():
        browser.get(f"{site}/topics/{topic.id}?lang=en")
        browser.execute_script(axe)
        found = browser.execute_async_script(RUN_AXE)
        needed = browser.execute_script("return document.documentElement.scrollWidth")
        if found or needed > width:
            faults[topic.id] = (found, needed)
    assert faults == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_form_with_mistakes_has_no_violation_and_leads_to_them(
    browser: Chrome, site: str, axe: str, width: int
) -> None:
    set_width(browser, width)
    browser.get(f"{site}/?lang=en")
    browser.find_element(By.ID, "email").send_keys("nobody")
    browser.find_element(By.CSS_SELECTOR, "main form button").click()
    link = wait_for(browser, lambda b: b.find_element(By.LINK_TEXT, "Write your question."))
    browser.execute_script(axe)
    assert browser.execute_async_script(RUN_AXE) == []
    link.click()
    assert browser.switch_to.active_element.get_dom_attribute("id") == "question"
    assert browser.find_element(By.ID, "email").get_property("value") == "nobody"


@pytest.mark.parametrize("width", [NARROWEST, *WIDTHS])
def test_no_page_scrolls_sideways(browser: Chrome, pages: dict[str, str], width: int) -> None:
    set_width(browser, width)
    wide = {}
    for name, address in pages.items():
        browser.get(address)
        needed = browser.execute_script("return document.documentElement.scrollWidth")
        if needed > width:
            wide[name] = needed
    assert wide == {}


def test_pages_load_nothing_from_elsewhere_and_break_no_policy(
    browser: Chrome, site: str, pages: dict[str, str]
) -> None:
    for address in pages.values():
        browser.get(address)
        loaded = browser.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
        )
        assert all(name.startswith(site) for name in loaded)
    said = [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]
    assert [line for line in said if "Content Security Policy" in line] == []


def test_javascript_adds_a_button_that_copies_the_link(
    browser: Chrome, pages: dict[str, str]
) -> None:
    browser.get(f"{pages['referred']}?lang=en")
    copy = wait_for(browser, lambda b: b.find_element(By.XPATH, COPY))
    granted = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", granted)
    copy.click()
    wait_for(browser, lambda b: b.find_element(By.XPATH, "//button[.='Copied']"))


def test_print_shows_the_addresses_of_sources(browser: Chrome, pages: dict[str, str]) -> None:
    browser.get(pages["answered"])
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = browser.execute_script(
        "const link = document.querySelector('#source-1 .outside');"
        "return [link.getAttribute('href'), getComputedStyle(link, '::after').content,"
        " getComputedStyle(document.querySelector('nav')).display]"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    address, after, navigation = shown
    assert re.sub(r"[\"\\]", "", after).strip() == f"({address})"
    assert navigation == "none"
