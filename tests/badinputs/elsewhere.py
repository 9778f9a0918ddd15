"""Which tests hold the items of the list of bad inputs that the tables here do not try."""

_HOSTILE_FILES = "exchange/foreign/test_hostile_files.py"
_HARM = f"{_HOSTILE_FILES}::test_what_could_do_harm_or_be_misread_is_refused_in_words"
_EXACT = f"{_HOSTILE_FILES}::test_what_can_mean_one_thing_only_is_read_exactly"
_SEEN = f"{_HOSTILE_FILES}::test_cells_come_as_what_people_see"
_BRINGING = "exchange/foreign/test_bringing.py"
_BAD = "exchange/test_bad_files.py"
_TAKEN = f"{_BAD}::test_a_file_that_can_mean_one_thing_only_is_taken_exactly"
_MISREAD = f"{_BAD}::test_a_file_that_could_be_misread_is_refused_with_its_place"
_NO_TEXT = f"{_BAD}::test_a_file_that_is_no_text_is_refused_by_name"
_VIEWED = "documents/test_viewing.py::test_it_is_shown_exactly_or_refused_in_words"
_COMING = "documents/test_coming_in.py"
_DOCUMENT = f"{_COMING}::test_anything_else_is_refused_in_words"
_SAVED = "desktop/test_share.py::test_a_file_name_stays_a_name_that_every_system_takes"
_NAMES = "domain/test_filenames.py::test_every_system_takes_what_becomes_of_a_name"
_READERS = "protocol/test_editions.py::test_both_readers_read_what_the_vectors_say"
_ENVELOPES = "protocol/test_envelopes.py"
_SIGNING = "protocol/test_signing.py"
_WRAPPING = "protocol/test_wrapping.py"
_PARKING = "storage/test_parking.py::test_a_value_that_cannot_be_stored_waits_alone"
_HISTORY = "sync/enrolment/test_hostile_history.py"
_FOLLOWING = "protocol/test_following.py"
_REFUSALS = "sync/enrolment/test_refusals.py"
_LINKS = "sync/enrolment/test_links.py::test_what_only_looks_like_a_link_is_refused_in_words"
_CODE = "storage/test_recovery_code.py"
_SHARES = "protocol/test_shares.py"
_PROFILE = "storage/test_profile.py"
_WRONG_PART = f"{_PROFILE}::test_a_profile_with_one_wrong_part_is_refused_in_words"
_COUNTY = "usecases/test_county.py"
_BOUNDS = f"{_COUNTY}::test_nobody_goes_past_the_bounds"
_FLOORS = f"{_COUNTY}::test_a_county_that_asks_for_less_gets_the_floor"
_RAW = "server/test_raw_http.py"
_CUT = f"{_RAW}::test_a_bad_request_is_refused_or_cut"
_IGNORED = f"{_RAW}::test_what_the_server_does_not_know_it_ignores"
_LIMITS = "server/test_limits.py"
_PACKING = f"{_LIMITS}::test_another_type_or_packing_of_a_body_is_refused"
_AUTHENTICATION = "server/test_authentication.py"

ELSEWHERE: dict[int, tuple[str, ...]] = {
    49: ("badinputs/test_pasting.py::test_a_composition_that_is_given_up_leaves_nothing",),
    66: (
        "desktop/test_moments.py::test_clocks_show_no_hour_in_spring_and_one_hour_twice_in_autumn",
    ),
    67: ("domain/test_checks.py::test_rules_between_fields_name_the_field_to_mend",),
    68: ("domain/test_deadlines.py::test_which_days_are_holidays",),
    69: ("domain/test_checks.py::test_rules_between_fields_name_the_field_to_mend",),
    70: ("domain/test_rules.py::test_what_would_mean_nothing_is_refused",),
    75: (f"{_BRINGING}::test_a_number_that_looks_like_a_social_security_number_is_refused",),
    76: (_EXACT, _SEEN),
    77: (_SEEN,),
    **dict.fromkeys((79, 85, 93, 94), (_TAKEN,)),
    **dict.fromkeys((81, 82, 84, 86, 87, 88, 89, 90, 92, 95, 97, 99), (_MISREAD,)),
    80: (_TAKEN, _NO_TEXT),
    83: (_MISREAD, _HARM),
    91: (_HARM,),
    96: (
        "exchange/test_importing.py::test_a_row_that_stands_twice_is_stored_once_and_two_of_one_id_are_refused",
    ),
    98: (
        _TAKEN,
        "exchange/test_spreadsheet_safety.py::test_no_cell_of_an_export_can_act_and_each_reads_back_as_it_was",
    ),
    100: (f"{_BAD}::test_a_file_that_changes_while_it_is_read_is_refused",),
    101: (f"{_BAD}::test_a_pipe_a_device_and_a_link_are_refused_at_once",),
    102: (f"{_HOSTILE_FILES}::test_a_pipe_a_device_a_link_and_a_lock_file_are_refused_at_once",),
    **dict.fromkeys((*range(103, 112), 114, 117, 118), (_HARM,)),
    112: (f"{_HOSTILE_FILES}::test_links_to_other_files_are_passed_over",),
    113: (_EXACT, _SEEN),
    115: (_EXACT,),
    116: (_SEEN,),
    119: (_VIEWED,),
    120: (_VIEWED, f"{_COMING}::test_a_picture_is_refused_under_any_name_with_what_to_do"),
    121: (_VIEWED, _DOCUMENT),
    122: (f"{_COMING}::test_what_would_run_is_refused",),
    123: (_DOCUMENT, f"{_COMING}::test_what_would_run_is_refused"),
    124: (
        "documents/test_choosing.py::test_five_sparse_gigabytes_are_refused_before_they_are_read",
    ),
    **dict.fromkeys(range(125, 139), (_NAMES, _SAVED)),
    139: (
        "desktop/test_share.py::test_a_file_name_never_names_a_child",
        "documents/test_files_of_documents.py::test_neither_bytes_nor_name_are_readable_on_the_disk",
    ),
    **dict.fromkeys((140, 141, 142), (f"{_ENVELOPES}::test_no_byte_can_be_changed_cut_or_added",)),
    143: (f"{_ENVELOPES}::test_another_suite_is_of_a_newer_version", _READERS),
    144: (f"{_ENVELOPES}::test_a_length_that_lies_takes_no_memory",),
    145: (f"{_ENVELOPES}::test_depth_is_refused",),
    **dict.fromkeys(
        (146, 149, 150, 151),
        (_READERS, "protocol/test_editions.py::test_both_readers_agree_about_whatever_is_changed"),
    ),
    147: (f"{_ENVELOPES}::test_an_integer_has_one_spelling",),
    148: (
        "storage/test_parking.py::test_a_field_and_a_kind_and_a_form_of_a_newer_version_wait_and_the_rest_is_shown",
    ),
    152: (
        f"{_SIGNING}::test_a_signature_is_for_one_purpose",
        f"{_ENVELOPES}::test_a_signature_is_by_the_device_and_for_an_envelope",
    ),
    153: (
        f"{_SIGNING}::test_a_signature_anybody_can_forge_is_refused_though_the_library_takes_it",
    ),
    154: (f"{_SIGNING}::test_a_signature_cannot_be_changed_or_said_in_another_way",),
    155: (f"{_WRAPPING}::test_a_curve_key_of_small_order_is_refused_on_both_sides",),
    156: (
        f"{_WRAPPING}::test_a_device_s_key_has_one_length",
        f"{_WRAPPING}::test_a_lattice_key_that_is_none_is_refused",
    ),
    157: (
        f"{_HISTORY}::test_an_envelope_shown_twice_is_taken_once",
        f"{_HISTORY}::test_two_histories_are_found_out_by_the_first_save_that_crosses",
    ),
    158: ("sync/hostile/test_server.py::test_an_impossible_number_is_refused",),
    159: (
        "storage/test_applying.py::test_a_clock_that_runs_ahead_is_followed_ten_minutes_and_no_further",
    ),
    160: ("protocol/test_changes.py::test_another_vault_s_key_opens_nothing",),
    161: ("domain/test_merging.py::test_versions_that_name_each_other_as_replaced_still_show_one",),
    162: (_PARKING,),
    163: ("storage/test_applying.py::test_who_retires_without_having_seen_an_edit_hides_nothing",),
    164: (
        "documents/test_files_of_documents.py::test_a_damaged_or_missing_part_is_found_and_named",
        "sync/documents/test_substituted.py::test_a_server_that_gives_something_else_is_not_believed",
    ),
    165: (
        f"{_FOLLOWING}::test_the_last_admin_cannot_be_made_a_member",
        "protocol/test_roster.py::test_an_entry_that_may_not_be_is_refused",
    ),
    166: (
        "protocol/test_sealing.py::test_what_its_author_filled_wrongly_is_refused_in_little_memory",
    ),
    167: ("protocol/test_changes.py::test_content_that_no_changeset_lists_is_refused",),
    168: ("sync/test_transport.py::test_what_no_server_of_ours_says_is_somebody_elses",),
    169: (
        "protocol/test_changes.py::test_many_small_bombs_are_refused_before_they_fill_the_memory",
    ),
    170: (
        "protocol/test_changes.py::test_what_a_newer_version_appends_is_ignored_and_a_newer_form_waits",
    ),
    171: (
        f"{_CODE}::test_every_single_wrong_symbol_is_noticed",
        f"{_REFUSALS}::test_each_mistyped_word_is_refused",
    ),
    172: (f"{_CODE}::test_swapped_neighbours_and_swapped_groups_are_noticed",),
    173: (f"{_CODE}::test_handwriting_dashes_of_a_word_processor_and_wide_letters_are_forgiven",),
    174: (_LINKS,),
    175: (
        f"{_REFUSALS}::test_after_three_days_nobody_can_use_the_words",
        f"{_REFUSALS}::test_an_invitation_is_used_once",
    ),
    176: (_LINKS,),
    177: ("sync/enrolment/test_links.py::test_a_link_leads_to_its_server_alone",),
    178: (f"{_REFUSALS}::test_words_pasted_from_a_word_processor_are_understood",),
    179: (f"{_REFUSALS}::test_of_two_who_answer_at_once_one_is_told_that_it_was_taken",),
    180: ("sync/recovery/test_recovery_key.py::test_a_workspace_of_a_program_recovers_no_other",),
    181: (
        f"{_SHARES}::test_too_few_shares_and_one_twice_are_refused",
        f"{_SHARES}::test_shares_of_two_sets_do_not_mix",
    ),
    182: (
        f"{_PROFILE}::test_a_profile_by_another_signer_or_by_none_is_refused",
        f"{_PROFILE}::test_every_changed_letter_of_a_profile_is_noticed",
    ),
    183: (
        f"{_COUNTY}::test_an_older_profile_does_not_take_the_place_of_a_newer_one",
        f"{_COUNTY}::test_a_profile_of_the_same_number_and_another_content_is_not_taken",
    ),
    184: (f"{_PROFILE}::test_a_profile_of_a_later_format_asks_for_a_newer_satchel",),
    185: (f"{_PROFILE}::test_what_is_no_plain_json_object_is_refused_in_words", _WRONG_PART),
    186: (
        _WRONG_PART,
        "badinputs/test_texts.py::test_as_the_label_of_a_code_it_is_kept_or_refused",
    ),
    187: (
        _WRONG_PART,
        "resources/test_code_lists.py::test_codes_are_unique_stable_identifiers_with_labels",
        "storage/test_parking.py::test_a_field_and_a_kind_and_a_form_of_a_newer_version_wait_and_the_rest_is_shown",
    ),
    **dict.fromkeys((188, 189), (_WRONG_PART,)),
    190: (_WRONG_PART, "resources/test_templates.py::test_text_is_never_read_as_markup"),
    191: (_WRONG_PART, "usecases/test_printing.py::test_a_privileged_note_does_not_reach_paper"),
    192: (
        _WRONG_PART,
        "usecases/test_retention.py::test_a_rule_of_no_years_makes_due_and_destroys_nothing",
        _FLOORS,
    ),
    193: (
        _BOUNDS,
        _FLOORS,
        "storage/test_keyfile_forged.py::test_a_slot_below_a_later_floor_is_raised_by_the_unlocking_that_knows_the_passphrase",
    ),
    194: (
        _WRONG_PART,
        "usecases/test_packet_and_card.py::test_every_line_has_a_neutral_heading_in_every_language",
        "desktop/shell/test_translatable.py::test_a_page_says_nothing_that_cannot_be_translated",
    ),
    196: (_CUT, f"{_LIMITS}::test_a_server_answers_only_to_its_names"),
    197: (_CUT,),
    198: (_IGNORED,),
    199: (_CUT, f"{_LIMITS}::test_headers_are_read_up_to_their_limit"),
    200: (
        f"{_LIMITS}::test_a_path_that_is_none_is_not_found",
        f"{_LIMITS}::test_an_address_is_read_up_to_its_limit",
        _CUT,
    ),
    201: (_CUT, f"{_LIMITS}::test_another_method_is_not_found"),
    202: (_IGNORED,),
    203: (_PACKING,),
    204: (_CUT, _IGNORED, f"{_RAW}::test_requests_sent_in_one_go_are_answered_in_turn"),
    205: (f"{_LIMITS}::test_a_query_has_one_spelling",),
    206: (_PACKING,),
    207: (
        f"{_RAW}::test_a_head_that_comes_too_slowly_is_cut_off",
        f"{_RAW}::test_an_answer_nobody_reads_is_given_up",
    ),
    208: (
        f"{_RAW}::test_one_address_holds_so_many_connections_and_no_more",
        f"{_RAW}::test_nobody_is_kept_waiting_by_many_who_send_nothing",
    ),
    209: (_PACKING,),
    210: (
        f"{_AUTHENTICATION}::test_an_unknown_device_costs_as_much_work_as_a_wrong_signature",
        f"{_AUTHENTICATION}::test_a_stranger_cannot_tell_devices_apart",
    ),
}

NOT_OURS: dict[int, str] = {
    195: "Attacks on an updater: there is none. Satchel fetches no code, and a county installs its"
    " packages by its own means.",
}
"""Items that do not apply, each with its reason."""
