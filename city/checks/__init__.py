"""What must fit together in a city's files. Each check is a function whose parameters are the files that it needs.

`units: UnitsFile` stands for `units.yaml`; `**files` for all that were read. Where a service reads these files, it
refuses to start with a fault; `tools.config_check` runs all checks.
"""

from collections.abc import Callable, Iterable

from city.checks import calendars, categories, channels, clocks, names, people, policies, replies, routing, units
from city.faults import Fault

CHECKS: tuple[Callable[..., Iterable[Fault]], ...] = (
    names.none_stands_twice,
    names.no_post_stands_twice,
    names.no_clock_stands_twice,
    names.every_language_has_its_text,
    units.parents_exist,
    units.parents_lead_upwards,
    units.triage_unit_exists,
    calendars.default_calendar_exists,
    calendars.calendars_of_units_exist,
    calendars.ladders_rise,
    calendars.calendar_of_digests_exists,
    clocks.starts_fit_the_scope,
    clocks.steps_exist,
    clocks.a_step_does_one_thing,
    clocks.clocks_end,
    clocks.complainants_are_reminded,
    clocks.reminders_come_in_order,
    clocks.only_what_pauses_has_limits,
    policies.named_policies_exist,
    policies.policies_of_categories_exist,
    policies.clocks_are_defined,
    policies.times_are_positive,
    policies.levels_count_up,
    categories.questions_can_be_answered,
    routing.units_exist,
    routing.categories_exist,
    routing.overriding_rules_name_no_category,
    routing.words_exist,
    routing.areas_exist,
    routing.every_category_is_named,
    routing.areas_lie_in_their_parents,
    replies.categories_of_replies_exist,
    replies.placeholders_are_known,
    people.units_of_posts_exist,
    people.holders_exist,
    people.catch_all_can_be_reached,
    people.languages_are_the_citys,
    people.time_zones_are_known,
    people.digests_come_outside_quiet_hours,
    people.roles_have_titles,
    people.roles_of_ladders_have_posts,
    people.roles_of_messages_have_posts,
    people.units_of_messages_fit,
    people.every_unit_has_a_post,
    people.messages_reach_somebody,
    channels.languages_are_the_citys,
    channels.no_person_has_the_id_of_a_channel,
    channels.complainants_hear_what_is_for_them,
)
