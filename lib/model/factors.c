/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/factors.h"

#include <assert.h>
#include <string.h>

/* The French name of MORA is the whole of it: a translation of the English would be wrong. */
const struct cips_arusha_factor cips_arusha_factors[CIPS_ARUSHA_FACTORS] = {
	{"LEAD",
		{"Leadership and Commitment", "Conduite et engagement des responsables",
			"Liderazgo y compromiso", "Liderança e compromisso"}},
	{"REGF",
		{"Regulatory Framework", "Cadre réglementaire", "Marco regulador",
			"Quadro regulamentar"}},
	{"TRAN", {"Transparency", "Transparence", "Transparencia", "Transparência"}},
	{"AUTO", {"Automation", "Automatisation", "Automatización", "Automatização"}},
	{"REFO",
		{"Reform and Modernization", "Réforme et modernisation", "Reformas y modernización",
			"Reforma e modernização"}},
	{"AUDI",
		{"Audit and Investigation", "Contrôle et enquête", "Auditoría e investigación",
			"Auditoria e investigação"}},
	{"CODE",
		{"Code of Conduct", "Code de conduite", "Código de conducta", "Código de conduta"}},
	{"HRMT",
		{"Human Resource Management", "Gestion des ressources humaines",
			"Gestión de recursos humanos", "Gestão de recursos humanos"}},
	{"MORA",
		{"Morale and Organizational Culture", "Esprit de corps",
			"Moral y cultura organizacional", "Moral e cultura organizacional"}},
	{"PRIV",
		{"Relationship with the Private Sector", "Relations avec le secteur privé",
			"Relación con el sector privado", "Relações com o setor privado"}},
};

const char *cips_model_arusha_name(size_t factor, const char *language_code)
{
	assert(factor < CIPS_ARUSHA_FACTORS);
	return cips_arusha_factors[factor].names[cips_model_tongue(language_code)];
}

int cips_model_arusha(const char *code)
{
	for (int i = 0; i < CIPS_ARUSHA_FACTORS; i++)
		if (strcmp(cips_arusha_factors[i].code, code) == 0)
			return i;
	return -1;
}

const char *cips_model_factor_code(
	const struct cips_instrument *instrument, const struct cips_item *item)
{
	return item->factor == CIPS_NONE ? "" : instrument->factors[item->factor].code;
}
