-- DuckDB. The lines that broke a rule, one by one: where each stands, which column, what it says, and the line itself. Of
-- what came over an API the source says all of that, for no file of a user has it.
rejected as not materialized (
  select load_id() as load_id, coalesce(line_text ->> 'x_Page', file_name()) as file,
    coalesce(try_cast(line_text ->> 'x_Record' as bigint), record) as record, problem.col as column_name,
    replace(case when problem_reason is not null then line_text ->> 'x_ProblemValue'
      else json_extract_string(line_text, '$."' || nullif(problem.col, '') || '"') end, chr(0), '') as value,
    problem.reason as reason, storable(coalesce(line_text ->> 'x_Line', line_text)) as line
  from line
  where problem is not null
)
