//! What is written when a rule does not say: templates that read well for a host, a service and an
//! alert, with whatever their monitor leaves out, in each language.

use crate::model::job::Language;

/// The templates of a language.
#[derive(Debug)]
pub(crate) struct Words {
    /// Title.
    pub(crate) title: &'static str,
    /// Description.
    pub(crate) text: &'static str,
    /// Note about a change, an event that joined, or one that came back.
    pub(crate) change: &'static str,
    /// Note about the end, also the solution.
    pub(crate) recovery: &'static str,
    /// What is said in the monitor.
    pub(crate) remark: &'static str,
}

/// The templates of a language.
pub(crate) fn of(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Fr => &FRENCH,
    }
}

const ENGLISH: Words = Words { title: TITLE, text: TEXT, change: CHANGE, recovery: RECOVERY, remark: REMARK };

const FRENCH: Words = Words {
    title: TITLE_FRENCH,
    text: TEXT_FRENCH,
    change: CHANGE_FRENCH,
    recovery: RECOVERY_FRENCH,
    remark: REMARK_FRENCH,
};

/// What an event is about: `web01`, `web01 / http`, `HighLatency`.
macro_rules! about {
    () => {
        "{% if event.host %}{{ event.host }}{% if event.service %} / {{ event.service }}{% endif %}\
         {% else %}{{ event.service or event.object }}{% endif %}"
    };
}

/// A moment to the minute: RFC 3339 as `2026-11-22 08:00 UTC`.
macro_rules! moment {
    ($path:literal) => {
        concat!("{{ ", $path, "[:16] | replace('T', ' ') }} UTC")
    };
}

/// The same in French: `22/11/2026 08:00 UTC`.
macro_rules! moment_french {
    ($path:literal) => {
        concat!(
            "{{ ",
            $path,
            "[8:10] }}/{{ ",
            $path,
            "[5:7] }}/{{ ",
            $path,
            "[:4] }} {{ ",
            $path,
            "[11:16] }} UTC"
        )
    };
}

/// Title: `web01 / http: CRITICAL (and 2 more)`.
const TITLE: &str = concat!(
    about!(),
    ": {{ event.state }}{% if events | length > 1 %} (and {{ events | length - 1 }} more){% endif %}"
);

/// Description: what the monitor says, then where, what and since when, then the other events.
const TEXT: &str = concat!(
    "{% if event.title %}{{ event.title }}\n{% endif %}",
    "{% if event.text %}{{ event.text }}\n{% endif %}\n",
    "{% if event.host %}Host: {{ event.host }}{% if event.address and event.address != event.host %} ({{ event.address }}){% endif %}\n{% endif %}",
    "{% if event.service %}{% if event.kind == 'alert' %}Alert{% else %}Service{% endif %}: {{ event.service }}\n{% endif %}",
    "State: {{ event.state }}{% if event.state | lower != event.severity %} ({{ event.severity }}){% endif %}\n",
    "Since: ",
    moment!("event.since"),
    "\nMonitor: {{ event.monitor }}",
    "{% if event.url %}\nPage: {{ event.url }}{% endif %}",
    "{% if events | length > 1 %}\n\nAlso:{% for event in events[1:] %}\n- ",
    about!(),
    ": {{ event.state }} since ",
    moment!("event.since"),
    "{% if event.title %}, {{ event.title }}{% endif %}{% endfor %}{% endif %}"
);

/// Note about a change, an event that joined, or one that came back.
const CHANGE: &str = concat!(
    "{% for event in events %}",
    about!(),
    ": {{ event.state }} since ",
    moment!("event.changed_at"),
    "{% if event.title %}\n{{ event.title }}{% endif %}{% if not loop.last %}\n\n{% endif %}{% endfor %}"
);

/// Note about the end, also the solution.
const RECOVERY: &str = concat!(
    // One thing that was broken three times is one problem.
    "{% set things = ticket.episodes | map(attribute='object') | unique | list %}",
    "{% if things | length > 1 %}All {{ things | length }} problems are over\
     {% else %}The problem is over{% endif %}",
    "{% if ticket.quiet_since %} since ",
    moment!("ticket.quiet_since"),
    "{% endif %}, as the monitor says."
);

/// What is said in the monitor.
const REMARK: &str = concat!(
    "Ticket {{ ticket.number or ticket.key }}",
    "{% if ticket.state in ['resolved', 'closed', 'cancelled'] %} is {{ ticket.state }}, the problem is still there{% endif %}",
    "{% if ticket.url %}: {{ ticket.url }}{% endif %}"
);

/// Title: `web01 / http : CRITICAL (et 2 autres)`.
const TITLE_FRENCH: &str = concat!(
    about!(),
    "\u{a0}: {{ event.state }}{% if events | length > 2 %} (et {{ events | length - 1 }} autres)\
     {% elif events | length > 1 %} (et 1 autre){% endif %}"
);

const TEXT_FRENCH: &str = concat!(
    "{% if event.title %}{{ event.title }}\n{% endif %}",
    "{% if event.text %}{{ event.text }}\n{% endif %}\n",
    "{% if event.host %}Hôte\u{a0}: {{ event.host }}{% if event.address and event.address != event.host %} ({{ event.address }}){% endif %}\n{% endif %}",
    "{% if event.service %}{% if event.kind == 'alert' %}Alerte{% else %}Service{% endif %}\u{a0}: {{ event.service }}\n{% endif %}",
    "État\u{a0}: {{ event.state }}{% if event.state | lower != event.severity %} ({{ {'information': 'information', \
     'warning': 'avertissement', 'unknown': 'inconnu', 'average': 'moyen', 'critical': 'critique', \
     'disaster': 'désastre'}[event.severity] }}){% endif %}\n",
    "Depuis\u{a0}: ",
    moment_french!("event.since"),
    "\nOutil de supervision\u{a0}: {{ event.monitor }}",
    "{% if event.url %}\nPage\u{a0}: {{ event.url }}{% endif %}",
    "{% if events | length > 1 %}\n\nÉgalement\u{a0}:{% for event in events[1:] %}\n- ",
    about!(),
    "\u{a0}: {{ event.state }} depuis le ",
    moment_french!("event.since"),
    "{% if event.title %}, {{ event.title }}{% endif %}{% endfor %}{% endif %}"
);

const CHANGE_FRENCH: &str = concat!(
    "{% for event in events %}",
    about!(),
    "\u{a0}: {{ event.state }} depuis le ",
    moment_french!("event.changed_at"),
    "{% if event.title %}\n{{ event.title }}{% endif %}{% if not loop.last %}\n\n{% endif %}{% endfor %}"
);

const RECOVERY_FRENCH: &str = concat!(
    "{% set things = ticket.episodes | map(attribute='object') | unique | list %}",
    "{% if things | length > 1 %}Les {{ things | length }} problèmes sont terminés\
     {% else %}Le problème est terminé{% endif %}",
    "{% if ticket.quiet_since %} depuis le ",
    moment_french!("ticket.quiet_since"),
    "{% endif %}, d'après l'outil de supervision."
);

const REMARK_FRENCH: &str = concat!(
    "Ticket {{ ticket.number or ticket.key }}",
    "{% if ticket.state in ['resolved', 'closed', 'cancelled'] %} {{ {'resolved': 'résolu', 'closed': 'clos', \
     'cancelled': 'annulé'}[ticket.state] }}, mais le problème est toujours là{% endif %}",
    "{% if ticket.url %}\u{a0}: {{ ticket.url }}{% endif %}"
);
