//! Problems of `[schedule]`, and of days and times elsewhere.

use crate::message::messages;

messages! { "config.schedule";
    not_a_day(text) "`{text}` is not a day";
    cron_form()
        "minute hour day month weekday, such as 30 2 * * * (each day at 02:30) or 0 */4 * * mon-fri; \
         seconds may come first as a sixth field";
    not_a_cron(text) "`{text}` is not a cron expression";
    freeze_either() "a freeze is either weekly or dated";
    freeze_examples()
        "from = \"20:00\" and to = \"06:00\" (with days = [\"fri\"]), or from_date = 2026-12-24 and \
         to_date = 2027-01-02";
    time_of_freeze() "a local time HH:MM; 00:00 to 00:00 is the whole day";
    freeze_ends_first() "the freeze ends before it begins";
    not_a_weekday(text) "`{text}` is not a day of the week";
    not_a_time(text) "`{text}` is not a time of day";
    time_form() "HH:MM from 00:00 to 23:59";
    day_form() "YYYY-MM-DD, such as 2026-12-24";
}
