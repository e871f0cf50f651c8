"""What a person's own script does with boto3: the roles of an account, their policies, and what they did not use."""
import json
import time

import boto3
from botocore.exceptions import ClientError


def assumed(account_id, role_name):
    role = f'arn:aws:iam::{account_id}:role/{role_name}'
    answer = boto3.client('sts').assume_role(RoleArn=role, RoleSessionName='audit')
    keys = answer['Credentials']
    return boto3.client(
        'iam',
        aws_access_key_id=keys['AccessKeyId'],
        aws_secret_access_key=keys['SecretAccessKey'],
        aws_session_token=keys['SessionToken'],
    )


def report_on(iam, arn):
    job = iam.generate_service_last_accessed_details(Arn=arn, Granularity='ACTION_LEVEL')['JobId']
    while True:
        page = iam.get_service_last_accessed_details(JobId=job)
        if page['JobStatus'] != 'IN_PROGRESS':
            break
        time.sleep(0.05)
    services = page['ServicesLastAccessed']
    while page['IsTruncated']:
        page = iam.get_service_last_accessed_details(JobId=job, Marker=page['Marker'])
        services += page['ServicesLastAccessed']
    return job, services


def actions_of(services, used):
    return sorted(
        f"{service['ServiceNamespace']}:{action['ActionName']}"
        for service in services
        for action in service.get('TrackedActionsLastAccessed', [])
        if ('LastAccessedTime' in action) == used
    )


def role_of(iam, name):
    role = iam.get_role(RoleName=name)['Role']
    job, services = report_on(iam, role['Arn'])
    users = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace='s3')
    inline = iam.list_role_policies(RoleName=name)['PolicyNames']
    documents = [iam.get_role_policy(RoleName=name, PolicyName=policy)['PolicyDocument'] for policy in inline]
    return {
        'tags': {tag['Key']: tag['Value'] for tag in role.get('Tags', [])},
        'last_used': role['RoleLastUsed'].get('LastUsedDate').isoformat(),
        'used': actions_of(services, True),
        'unused': actions_of(services, False),
        's3_users': [entity['EntityInfo']['Name'] for entity in users['EntityDetailsList']],
        'documents': documents,
    }


def managed_of(iam):
    found = {}
    for page in iam.get_paginator('list_policies').paginate(Scope='Local', PaginationConfig={'PageSize': 1}):
        for policy in page['Policies']:
            version = iam.get_policy_version(PolicyArn=policy['Arn'], VersionId=policy['DefaultVersionId'])
            holders = iam.list_entities_for_policy(PolicyArn=policy['Arn'])
            found[policy['PolicyName']] = {
                'statements': len(version['PolicyVersion']['Document']['Statement']),
                'roles': [role['RoleName'] for role in holders['PolicyRoles']],
            }
    return found


def refusal(call):
    try:
        call()
    except ClientError as error:
        return error.response['Error']['Code']


def main():
    accounts = [
        account
        for page in boto3.client('organizations').get_paginator('list_accounts').paginate()
        for account in page['Accounts']
    ]
    staging = next(account['Id'] for account in accounts if account['Name'] == 'payments-staging')
    iam = assumed(staging, 'AccessLakeReader')
    roles = [
        role['RoleName']
        for page in iam.get_paginator('list_roles').paginate(PaginationConfig={'PageSize': 3})
        for role in page['Roles']
    ]
    everything = iam.get_paginator('get_account_authorization_details').paginate()
    details = [role['RoleName'] for page in everything for role in page['RoleDetailList']]
    print(
        json.dumps(
            {
                'caller': boto3.client('sts').get_caller_identity()['Arn'],
                'accounts': sorted(account['Name'] for account in accounts),
                'roles': roles,
                'details': details,
                'role': role_of(iam, 'PaymentAppTestRole'),
                'managed': managed_of(iam),
                'create_role': refusal(lambda: iam.create_role(RoleName='x', AssumeRolePolicyDocument='{}')),
                'instances': refusal(lambda: boto3.client('ec2').describe_instances()),
            }
        )
    )


main()
