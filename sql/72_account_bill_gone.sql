-- Bills of which no line is left.
delete from report.account_bill
where line_count = 0
