-- What several models say in the same words. The runner makes these before the models, and they stay in the warehouse, so that a model
-- file can be pasted into a shell that has it open.

-- The id that a name makes; warehouse/ids.py says the rule and is held to the same ids by a test.
create or replace macro slug(name) as
    case
        when regexp_full_match(name, '[A-Za-z0-9 ._/(),:-]*[A-Za-z0-9][A-Za-z0-9 ._/(),:-]*')
            then lower(trim(regexp_replace(name, '[^A-Za-z0-9]+', '-', 'g'), '-'))
        else coalesce(nullif(lower(trim(regexp_replace(name, '[^A-Za-z0-9]+', '-', 'g'), '-')), ''), 'name') || '-' || left(sha256(name), 8)
    end;

-- What of a benchmark's name tells it from others: letters, digits and signs such as +, whatever case, separators and apostrophes it is
-- written with.
create or replace macro scale_name_key(name) as
    trim(regexp_replace(lower(translate(name, '’‘`', '''''''')), '[ ._/(),:-]+', ' ', 'g'));

-- Six months and the month, in days, as in lag/units.py.
create or replace macro six_months() as 182.625;
create or replace macro months(days) as days / 30.4375;

-- The four origins: China, the US, another known country, and no known one.
create or replace macro origin_of(country) as
    case when country in ('CN', 'US') then country else if(country is null, 'unknown', 'other') end;

-- Days since 1970-01-01, as the estimators take them and warehouse/estimates/settings.py counts them.
create or replace macro day_number(day) as cast(day - date '1970-01-01' as double);

-- Words between the separators of a repository's name that say it is a copy of other weights. `hf` is not among them: Meta's Llama-2-7b-hf is
-- the form that everybody downloads. Nor is a tag: a model trained in FP8 carries the tag, and a copy the name.
create or replace macro quantised_words() as
    'awq|gptq|gguf|ggml|llamafile|exl[23]|bnb|[a-z]*fp[48]|u?int[1-8]|[1-8]-?bits?|[0-9]+bpw|w[0-9]+a[0-9]+(?:kv[0-9]+)?|i?q[1-8](?:[_fk][0-9a-z_]*)?'
    || '|[a-z]*quanti[sz]ed|[a-z]*quant|nf[34]|hqq[0-9]*|aqlm|vptq|spqr|quip|quark|auto-?round|torchao|eetq|marlin|imatrix|compressed-tensors|modelopt';
create or replace macro converted_words() as
    'mlx|onnx|openvino|ov|tensorrt|trt|executorch|litert|tflite|coreml|qnn|ctranslate2|ct2|mlc|mnn|ncnn|rkllm|converted|dequanti[sz]ed';
create or replace macro adapted_words() as 'q?lora|dora|adapter|peft';
create or replace macro merged_words() as 'merged?|slerp|frankenmerge|passthrough|mergekit|[0-9]+bx[0-9]+';
create or replace macro is_copy_name(own_name) as regexp_matches(
    lower(own_name),
    '(?:^|[-_.])(?:' || quantised_words() || '|' || converted_words() || '|' || adapted_words() || '|' || merged_words() || ')(?:[-_.]|$)'
);

-- The sum of a registered forecast: all that could be changed to make it right afterwards.
create or replace macro forecast_sum(forecast_id, target_on, due_on, probability, registered_on, load_ids) as
    sha256(concat_ws('|', forecast_id, target_on, due_on, printf('%.6f', probability), registered_on, load_ids));
