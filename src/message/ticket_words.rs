//! What is written when a rule does not say: templates that read well for a host, a service and an
//! alert, with whatever their monitor leaves out.

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

/// Title: `web01 / http: CRITICAL (and 2 more)`.
pub(crate) const TITLE: &str = concat!(
    about!(),
    ": {{ event.state }}{% if events | length > 1 %} (and {{ events | length - 1 }} more){% endif %}"
);

/// Description: what the monitor says, then where, what and since when, then the other events.
pub(crate) const TEXT: &str = concat!(
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
pub(crate) const CHANGE: &str = concat!(
    "{% for event in events %}",
    about!(),
    ": {{ event.state }} since ",
    moment!("event.changed_at"),
    "{% if event.title %}\n{{ event.title }}{% endif %}{% if not loop.last %}\n\n{% endif %}{% endfor %}"
);

/// Note about the end, also the solution.
pub(crate) const RECOVERY: &str = concat!(
    // One thing that was broken three times is one problem.
    "{% set things = ticket.episodes | map(attribute='object') | unique | list %}",
    "{% if things | length > 1 %}All {{ things | length }} problems are over\
     {% else %}The problem is over{% endif %}",
    "{% if ticket.quiet_since %} since ",
    moment!("ticket.quiet_since"),
    "{% endif %}, as the monitor says."
);

/// What is said in the monitor.
pub(crate) const REMARK: &str = concat!(
    "Ticket {{ ticket.number or ticket.key }}",
    "{% if ticket.state in ['resolved', 'closed', 'cancelled'] %} is {{ ticket.state }}, the problem is still there{% endif %}",
    "{% if ticket.url %}: {{ ticket.url }}{% endif %}"
);
