-- Invoices of which no line is left.
delete from report.invoice_bill
where line_count = 0
