/** A policy as Terraform writes it. What HashiCorp's own parser makes of such texts was held against the JSON by hand. */
import { expect, it } from 'vitest';
import { jsonencodeOf } from '../../src/policy/terraform.js';

it('keeps every key, value and list', () => {
  const text = `{"Version":"2012-10-17","Statement":[
    {"Sid":"","Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*",
     "Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":10},"Null":{"null":"false"}}},
    {"Effect":"Deny","NotAction":[],"Resource":{}}]}`;
  expect(jsonencodeOf(text)).toBe(`jsonencode({
  Version = "2012-10-17"
  Statement = [
    {
      Sid = ""
      Effect = "Allow"
      Action = [
        "s3:Get*",
        "s3:List*",
      ]
      Resource = "*"
      Condition = {
        Bool = {
          "aws:SecureTransport" = true
        }
        NumericLessThan = {
          "s3:max-keys" = 10
        }
        Null = {
          "null" = "false"
        }
      }
    },
    {
      Effect = "Deny"
      NotAction = []
      Resource = {}
    },
  ]
})`);
});

it('a policy variable of AWS is no template of Terraform, nor is anything else', () => {
  const dollar = '$';
  const escaped = (text: string): string => jsonencodeOf(JSON.stringify(text)).slice('jsonencode('.length, -1);
  expect(escaped(`home/${dollar}{aws:username}/*`)).toBe(`"home/${dollar}${dollar}{aws:username}/*"`);
  expect(escaped('%{ for x in y }')).toBe('"%%{ for x in y }"');
  expect(escaped(`$${dollar}{a}%%%{b}`)).toBe(`"\\u0024$${dollar}{a}\\u0025\\u0025%%{b}"`);
  expect(escaped('$ {} %% $')).toBe('"$ {} %% $"');
  expect(escaped('"\\\b\f\n\\b')).toBe('"\\"\\\\\\u0008\\u000c\\n\\\\b"');
  expect(jsonencodeOf(`{"${dollar}{a}":1}`)).toBe(`jsonencode({\n  "${dollar}${dollar}{a}" = 1\n})`);
});

it('refuses text that is no JSON', () => {
  expect(() => jsonencodeOf('{')).toThrow(SyntaxError);
});
