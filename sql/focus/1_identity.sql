-- DuckDB. Whose a line is: the provider, its resource, its account and the window, the same however a file spells them.
create or replace macro provider_of(name) as
  case
    when regexp_matches(lower(name), '^(aws|amazon)') then 'aws'
    when regexp_matches(lower(name), '^(microsoft|azure)') then 'azure'
    when regexp_matches(lower(name), '^(google|gcp)') then 'gcp'
    when regexp_matches(lower(name), '^(alibaba|aliyun|阿里)') then 'alibaba'
    when regexp_matches(lower(name), '^(tencent|腾讯)') then 'tencent'
    when regexp_matches(lower(name), '^oracle') then 'oracle'
    else trim(regexp_replace(lower(name), '[^\p{L}\p{N}]+', '-', 'g'), '-')
  end;

-- The provider's own id, the same wherever it is written: an EC2 ARN is its id, Azure's ids come in both cases, and a
-- Google URL is project/zone/name. Ids unique only inside an account and region (SageMaker) keep their ARN.
create or replace macro native_id(provider, id) as
  case provider
    when 'aws' then regexp_replace(id, '^arn:aws[a-z-]*:ec2:[^:]*:[^:]*:[a-z-]+/([a-z]+-[0-9a-f]{8,17})$', '\1')
    when 'azure' then lower(id)
    when 'gcp' then regexp_replace(id, '^//compute\.googleapis\.com/projects/([^/]+)/zones/([^/]+)/instances/([^/]+)$', '\1/\2/\3')
    else id
  end;

create or replace macro zone_shift(provider) as
  case when provider in ('alibaba', 'tencent') then interval 8 hour else interval 0 hour end;

-- Azure writes the ids of accounts, too, in either case; the same account is one account.
create or replace macro account_of(provider, id) as case when provider = 'azure' then lower(id) else id end;

-- The window that a line belongs to, known as soon as issuer, account and period are: an export's is its billing period,
-- one that is asked for over an API has a name of its own (Alibaba's billing date, Google's usage hour).
create or replace macro issuer_of(issuer, name, provider) as coalesce(issuer, name, provider);
create or replace macro window_of(provider, issuer, account, period, name) as
  case when provider <> '' and account is not null and period is not null
    then key_of(concat_ws(chr(31), feed(), provider, issuer, account, coalesce(name, period::varchar))) end;
