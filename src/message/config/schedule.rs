//! Problems of `[schedule]`, and of days and times elsewhere.

use crate::message::messages;

messages! { "config.schedule";
    unreadable_cron(expression)
        "`{expression}` is not a cron expression of five fields, or six with seconds"
        = "`{expression}` n'est pas une expression cron de cinq champs, ou six avec les secondes";
    wide_step(step, most) "`{step}` steps over more than the {most} values of its field"
        = "le pas de `{step}` dépasse les {most} valeurs de son champ";
    never_due(expression) "`{expression}` never comes due"
        = "`{expression}` ne se produit jamais";
    not_a_day(text) "`{text}` is not a day"
        = "`{text}` n'est pas une date";
    cron_form()
        "minute hour day month weekday, such as 30 2 * * * (each day at 02:30) or 0 */4 * * mon-fri; \
         seconds may come first as a sixth field"
        = "minute heure jour mois jour-de-semaine, comme 30 2 * * * (chaque jour à 02:30) ou 0 */4 * * \
           mon-fri\u{a0}; les secondes peuvent venir en tête comme sixième champ";
    not_a_cron(text) "`{text}` is not a cron expression"
        = "`{text}` n'est pas une expression cron";
    freeze_either() "a freeze is either weekly or dated"
        = "une période de gel est soit hebdomadaire, soit datée";
    freeze_examples()
        "from = \"20:00\" and to = \"06:00\" (with days = [\"fri\"]), or from_date = 2026-12-24 and \
         to_date = 2027-01-02"
        = "from = \"20:00\" et to = \"06:00\" (avec days = [\"fri\"]), ou from_date = 2026-12-24 et \
           to_date = 2027-01-02";
    time_of_freeze() "a local time HH:MM; 00:00 to 00:00 is the whole day"
        = "une heure locale HH:MM\u{a0}; 00:00 à 00:00 est la journée entière";
    freeze_ends_first() "the freeze ends before it begins"
        = "la période de gel se termine avant de commencer";
    not_a_weekday(text) "`{text}` is not a day of the week"
        = "`{text}` n'est pas un jour de la semaine";
    not_a_time(text) "`{text}` is not a time of day"
        = "`{text}` n'est pas une heure";
    time_form() "HH:MM from 00:00 to 23:59"
        = "HH:MM de 00:00 à 23:59";
    day_form() "YYYY-MM-DD, such as 2026-12-24"
        = "AAAA-MM-JJ, comme 2026-12-24";
}
