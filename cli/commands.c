/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"

const struct option_row option_rows[OPTIONS] = {
#define OPTION(id, name, value, choices, help) [OPTION_##id] = {name, value, choices, help},
#include "options.def"
#undef OPTION
};

const struct command *const commands[] = {
#define COMMAND(id) &command_##id,
#include "commands.def"
#undef COMMAND
};

const size_t commands_n = sizeof commands / sizeof *commands;
