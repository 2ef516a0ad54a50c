* SPDX-License-Identifier: GPL-3.0-or-later.
* Reads the answers, declares what is missing, and keeps them as a system file.
GET DATA /TYPE=TXT /FILE='small.csv' /ARRANGEMENT=DELIMITED /DELIMITERS=',' /QUALIFIER='"' /FIRSTCASE=2
  /VARIABLES=response_id A32 wave F4 unit A8 role A8 gender A8
  lead_1 F1 lead_2 F1 lead_3 F1 lead_4 F1 lead_5 F1 lead_6 F1
  regf_1 F1 regf_2 F1 regf_3 F1 regf_4 F1 regf_5 F1 regf_6 F1
  tran_1 F1 tran_2 F1 tran_3 F1 tran_4 F1 tran_5 F1 tran_6 F1
  auto_1 F1 auto_2 F1 auto_3 F1 auto_4 F1 auto_5 F1 auto_6 F1
  refo_1 F1 refo_2 F1 refo_3 F1 refo_4 F1 refo_5 F1 refo_6 F1
  audi_1 F1 audi_2 F1 audi_3 F1 audi_4 F1 audi_5 F1 audi_6 F1
  code_1 F1 code_2 F1 code_3 F1 code_4 F1 code_5 F1 code_6 F1
  hrmt_1 F1 hrmt_2 F1 hrmt_3 F1 hrmt_4 F1 hrmt_5 F1 hrmt_6 F1
  mora_1 F1 mora_2 F1 mora_3 F1 mora_4 F1 mora_5 F1 mora_6 F1
  priv_1 F1 priv_2 F1 priv_3 F1 priv_4 F1 priv_5 F1 priv_6 F1.
MISSING VALUES unit (' ') lead_1 TO priv_6 (8, 9).
SAVE OUTFILE='small.sav'.
