//! What a person at a terminal sees while a run goes on.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::Say;
use crate::model::job::Language;

/// A progress line on standard error, or nothing.
#[derive(Debug)]
pub struct Progress {
    bar: Option<Mutex<ProgressBar>>,
    language: Language,
}

impl Progress {
    /// Nothing is shown.
    pub fn hidden() -> Self {
        Self { bar: None, language: Language::En }
    }

    /// Shown when standard error is a terminal.
    pub fn visible(language: Language) -> Self {
        Self { bar: Some(Mutex::new(ProgressBar::hidden())), language }
    }

    /// A stage whose length is not known.
    pub fn stage(&self, text: impl Say) {
        self.set(ProgressBar::new_spinner(), "{spinner} {msg}", text);
    }

    /// A stage of `total` steps.
    pub fn begin(&self, text: impl Say, total: u64) {
        self.set(ProgressBar::new(total), "{msg} [{bar:30}] {pos}/{len} {eta}", text);
    }

    /// Some steps are done.
    pub fn advance(&self, steps: u64) {
        if let Some(bar) = &self.bar
            && let Ok(bar) = bar.lock()
        {
            bar.inc(steps);
        }
    }

    /// The line goes away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar
            && let Ok(bar) = bar.lock()
        {
            bar.finish_and_clear();
        }
    }

    fn set(&self, new: ProgressBar, style: &str, text: impl Say) {
        let Some(bar) = &self.bar else { return };
        let Ok(mut bar) = bar.lock() else { return };
        bar.finish_and_clear();
        new.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(style) {
            new.set_style(style);
        }
        new.set_message(text.said().text(self.language).to_owned());
        new.enable_steady_tick(Duration::from_millis(200));
        *bar = new;
    }
}
