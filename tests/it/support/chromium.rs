//! A real Chromium without a window, driven over chromedriver; both are gone when the story ends, however it ends.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::ChromiumLikeCapabilities;
use thirtyfour::common::capabilities::desiredcapabilities::PageLoadStrategy;
use thirtyfour::prelude::*;

const MISSING: &str = "this test drives a real browser, which was not found.\n\
     Install it (Debian: `apt-get install chromium chromium-driver`), so that `chromedriver` is in the PATH.";
/// How long an element may take to appear.
const APPEARS_MAX: Duration = Duration::from_secs(20);
/// How long the browser may take to start.
const START_MAX: Duration = Duration::from_secs(30);

/// A browser with a telephone's screen, whose owner reads Romanian.
pub struct Chromium {
    pub driver: WebDriver,
    _process: Group,
}

impl Chromium {
    /// A browser of so many CSS pixels width.
    pub async fn start(width: u32) -> Chromium {
        Chromium::with_screen(json!({"width": width, "height": 740, "pixelRatio": 2.0})).await
    }

    async fn with_screen(screen: serde_json::Value) -> Chromium {
        let mut command = Command::new("chromedriver");
        // A group of its own, so that the browser can be ended with its driver.
        command.arg("--port=0").process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Group(command.spawn().unwrap_or_else(|error| panic!("{MISSING}\n{error}")));
        let stdout = BufReader::new(process.0.stdout.take().unwrap());
        let (sender, port) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if let Some((_, port)) = line.split_once("successfully on port ") {
                    // The receiver takes the first only.
                    let _ = sender.send(port.trim_end_matches('.').to_owned());
                }
            }
        });
        let port = port.recv_timeout(START_MAX).unwrap_or_else(|_| panic!("chromedriver does not start"));

        let mut capabilities = DesiredCapabilities::chrome();
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] {
            capabilities.add_arg(argument).unwrap();
        }
        capabilities.add_experimental_option("mobileEmulation", json!({"deviceMetrics": screen})).unwrap();
        let preferences = json!({"intl.accept_languages": "ro-MD,ro"});
        capabilities.add_experimental_option("prefs", preferences).unwrap();
        // The stories wait for what they look for, not for the end of loading.
        capabilities.set_page_load_strategy(PageLoadStrategy::None).unwrap();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await;
        let driver = driver.unwrap_or_else(|error| panic!("{MISSING}\n{error}"));
        Chromium { driver, _process: process }
    }

    /// A browser that runs no script of any page. Its screen is no touch screen: chromedriver waits for ever for the end
    /// of a tap that it makes where scripts are off.
    pub async fn without_scripts(width: u32) -> Chromium {
        let screen = json!({"width": width, "height": 740, "pixelRatio": 2.0, "touch": false});
        let chromium = Chromium::with_screen(screen).await;
        chromium.tells("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        chromium
    }

    /// Gives the browser a command of its debugging protocol.
    pub async fn tells(&self, command: &str, parameters: serde_json::Value) {
        self.driver.cdp().send_raw(command, parameters).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    /// Makes the screen so many CSS pixels wide.
    pub async fn is_wide(&self, width: u32) {
        let screen = json!({"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": width < 800});
        self.tells("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Says from which network all its requests come, as a proxy on this machine would.
    pub async fn comes_from(&self, place: &str) {
        self.tells("Network.enable", json!({})).await;
        self.tells("Network.setExtraHTTPHeaders", json!({"headers": {"X-Forwarded-For": place}})).await;
    }

    /// Opens an address as the browser that has a cookie, `name=value`, and gives that up again.
    pub async fn opens_with(&self, address: &str, cookie: &str) {
        let (name, value) = cookie.split_once('=').unwrap();
        self.tells("Network.setCookie", json!({"name": name, "value": value, "url": address})).await;
        self.opens(address).await;
        self.tells("Network.deleteCookies", json!({"name": name, "url": address})).await;
    }

    /// Opens an address and waits until all of the page is there.
    pub async fn opens(&self, address: &str) {
        self.leaves(async || self.driver.goto(address).await.unwrap()).await;
    }

    /// Sends a form from a page of the same server, and waits until all of the answer is there.
    pub async fn posts(&self, action: &str, fields: &[(String, String)]) {
        self.opens(&format!("{}/ro/nothing", super::html::origin(action))).await;
        let script = "const form = document.createElement('form'); form.method = 'post'; form.action = arguments[0];
            for (const [name, value] of arguments[1]) {
                const field = document.createElement('textarea');
                field.name = name; field.value = value; form.append(field);
            }
            document.body.append(form); form.submit();";
        let arguments = vec![json!(action), json!(fields)];
        self.leaves(async || drop(self.driver.execute(script, arguments.clone()).await.unwrap())).await;
    }

    /// Does what leads to a place on the same page, and waits until the address says so.
    pub async fn leaves_not(&self, goes: impl AsyncFn()) {
        goes().await;
        self.sees("location.hash.length > 1").await;
    }

    /// Does what leads to another page, and waits until all of that is there.
    pub async fn leaves(&self, goes: impl AsyncFn()) {
        self.driver.execute("window.isOld = true", Vec::new()).await.unwrap();
        goes().await;
        self.sees("!window.isOld && document.readyState === 'complete'").await;
    }

    /// Waits until a script of the test's own is true.
    pub async fn sees(&self, script: &str) {
        let deadline = Instant::now() + APPEARS_MAX;
        while self.driver.execute(format!("return Boolean({script})"), Vec::new()).await.unwrap().json() != &json!(true)
        {
            assert!(Instant::now() < deadline, "never so: {script}\n{}", self.driver.source().await.unwrap());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for the element that a selector finds.
    pub async fn find(&self, css: &str) -> WebElement {
        let found = self.driver.query(By::Css(css)).wait(APPEARS_MAX, Duration::from_millis(50)).first().await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {css}: {error}\n{}", self.driver.source().await.unwrap()),
        }
    }

    /// Clicks the element that a selector finds.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element.scroll_into_view().await.unwrap();
        element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Types into an empty or filled control.
    pub async fn types(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        element.clear().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// Waits until the element with an id has the focus. A browser gives it only once the page's style is there, which
    /// may be after its heading is.
    pub async fn focuses(&self, id: &str) {
        self.sees(&format!("document.activeElement.id === '{id}'")).await;
    }

    /// What stands in a control.
    pub async fn value(&self, css: &str) -> String {
        self.find(css).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// The visible text of the element that a selector finds.
    pub async fn text(&self, css: &str) -> String {
        super::html::squeezed(&self.find(css).await.text().await.unwrap())
    }

    /// Waits until the page's heading says something.
    pub async fn arrives(&self, heading: &str) {
        let there = By::XPath(format!("//h1[normalize-space()='{heading}']"));
        let found = self.driver.query(there).wait(APPEARS_MAX, Duration::from_millis(50)).first().await;
        assert!(found.is_ok(), "never at `{heading}`:\n{}", self.driver.source().await.unwrap());
    }

    /// Ends the browser.
    pub async fn quit(self) {
        self.driver.quit().await.unwrap();
    }
}

/// A process that is ended with its children.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = Command::new("kill").args(["-s", "KILL", "--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}
