"""S3: buckets, objects and listings, case by case."""
import hashlib
import time
import uuid

from run import error_of

DIFFERENCES = {
    "case_name_upper_case": "AWS supports the emulator: the rules for bucket names, else InvalidBucketName.",
    "case_name_underscore": "AWS supports the emulator: the rules for bucket names, else InvalidBucketName.",
    "case_name_like_address": "AWS supports the emulator: the rules for bucket names, else InvalidBucketName.",
    "case_name_two_dots": "AWS supports the emulator: the rules for bucket names, else InvalidBucketName.",
    "case_name_ends_with_hyphen": "AWS supports the emulator: the rules for bucket names, else InvalidBucketName.",
    "case_list_buckets_pages": "AWS supports the emulator: ListBuckets has max-buckets and continuation-token.",
    "case_bucket_policy_left_out": "The emulator leaves it out and says so with 501 NotImplemented, never with a success.",
    "case_versioning_left_out": "The emulator leaves it out and says so with 501 NotImplemented, never with a success.",
    "case_customer_key_left_out": "The emulator leaves it out and says so with 501 NotImplemented, never with a success.",
    "case_preflight_other_origin": "AWS supports the emulator: without a rule that matches, the answer is 403 and has no Access-Control headers.",
    "case_preflight_other_method": "AWS supports the emulator: the method must be one of the rule's AllowedMethod.",
    "case_metadata_too_large": "AWS supports the emulator: user-defined metadata is limited to 2 KB, else MetadataTooLarge.",
    "case_key_too_long": "AWS supports the emulator: a key has at most 1,024 bytes, else KeyTooLongError.",
    "case_response_overrides": "AWS supports the emulator: response-content-type and its like set the answer's headers, also of signed requests.",
    "case_presigned_override": "AWS supports the emulator: response-content-type sets the answer's header.",
    "case_version_unknown": "AWS documents NoSuchVersion for a version that is gone; one that cannot be is InvalidArgument, 'Invalid version id specified'.",
    "case_acl_public_left_out": "AWS supports the emulator: a bucket made today has ACLs disabled: AccessControlListNotSupported.",
    "case_expected_owner": "AWS supports the emulator: x-amz-expected-bucket-owner of another account is 403 AccessDenied.",
    "case_copy_if_match": "AWS supports the emulator: x-amz-copy-source-if-match that does not hold is 412.",
    "case_copy_if_unmodified_since": "AWS supports the emulator: x-amz-copy-source-if-unmodified-since that does not hold is 412.",
    "case_copy_target_if_none_match": "AWS supports the emulator: CopyObject has If-None-Match on its target since 2025.",
    "case_copy_bad_source": "AWS supports the emulator: the source must be of the form bucket/key, else InvalidArgument; moto fails with status 500.",
    "case_copy_bad_directive": "AWS supports the emulator: the directive is COPY or REPLACE, else InvalidArgument.",
    "case_delete_many_quiet": "AWS supports the emulator: in quiet mode the answer has only the keys that failed.",
    "case_delete_many_too_many": "AWS supports the emulator: at most 1,000 keys a request, else MalformedXML.",
    "case_list_members": "AWS supports the emulator: the service model's Object has ChecksumType.",
    "case_list_max_keys_above_thousand": "AWS supports the emulator: a page never has more than 1,000 keys; AWS answers with the number that it used.",
    "case_list_max_keys_negative": "AWS supports the emulator: InvalidArgument; moto fails with status 500.",
    "case_list_bad_token": "AWS supports the emulator: InvalidArgument, 'The continuation token provided is incorrect'; moto fails with status 500.",
    "case_list_fetch_owner": "AWS supports the emulator: ListObjectsV2 has the owner only with fetch-owner=true.",
    "case_list_encoding_unknown": "AWS supports the emulator: url is the only encoding type, else InvalidArgument.",
    "case_list_v1": "AWS supports the emulator: its examples have empty Marker and Prefix elements.",
    "case_list_v1_next_marker": "AWS supports the emulator: with a delimiter a truncated answer has NextMarker.",
    "case_presigned_expired": "AWS supports the emulator: an expired address is 403 AccessDenied, 'Request has expired'.",
}


def name():
    return "b-" + uuid.uuid4().hex[:12]


def bucket(aws, *keys):
    s3, own = aws.client("s3"), name()
    s3.create_bucket(Bucket=own)
    for key in keys:
        s3.put_object(Bucket=own, Key=key, Body=key.encode())
    return s3, own


def plain(answer, *members):
    return {member: answer.get(member) for member in members}


def status_of(call, **arguments):
    """The status of a call whose answer has no body to say more."""
    found = error_of(call, **arguments)
    return found[1] if isinstance(found, list) else found


def read(s3, own, key="k", **arguments):
    answer = s3.get_object(Bucket=own, Key=key, **arguments)
    return [answer["ResponseMetadata"]["HTTPStatusCode"], answer["Body"].read(), answer.get("ContentRange"), answer["ContentLength"]]


# Buckets

def case_create(aws):
    own = name()
    answer = aws.client("s3").create_bucket(Bucket=own)
    return [answer["ResponseMetadata"]["HTTPStatusCode"], answer["Location"].replace(own, "NAME")]


def case_create_twice(aws):
    s3, own = bucket(aws)
    return error_of(s3.create_bucket, Bucket=own)


def case_create_twice_in_region(aws):
    s3, own = aws.client("s3"), name()
    place = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket=own, CreateBucketConfiguration=place)
    return error_of(s3.create_bucket, Bucket=own, CreateBucketConfiguration=place)


def case_create_bad_location(aws):
    return error_of(aws.client("s3").create_bucket, Bucket=name(), CreateBucketConfiguration={"LocationConstraint": "us-east-1"})


def bad_name(aws, bad):
    status, _, body = aws.request("PUT", "/" + bad, headers={"Authorization": "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"})
    return [status, b"InvalidBucketName" in body]


def case_name_too_short(aws):
    return bad_name(aws, "ab")


def case_name_too_long(aws):
    return bad_name(aws, "a" * 64)


def case_name_upper_case(aws):
    return bad_name(aws, "Upper-" + uuid.uuid4().hex[:8])


def case_name_underscore(aws):
    return bad_name(aws, "under_score-" + uuid.uuid4().hex[:8])


def case_name_like_address(aws):
    return bad_name(aws, "192.168.5.4")


def case_name_two_dots(aws):
    return bad_name(aws, "two..dots-" + uuid.uuid4().hex[:8])


def case_name_ends_with_hyphen(aws):
    return bad_name(aws, uuid.uuid4().hex[:8] + "-")


def case_head_bucket(aws):
    s3, own = bucket(aws)
    return plain(s3.head_bucket(Bucket=own), "BucketRegion")


def case_head_bucket_missing(aws):
    return error_of(aws.client("s3").head_bucket, Bucket=name())


def case_delete_bucket(aws):
    s3, own = bucket(aws)
    return [s3.delete_bucket(Bucket=own)["ResponseMetadata"]["HTTPStatusCode"], error_of(s3.head_bucket, Bucket=own)]


def case_delete_bucket_missing(aws):
    return error_of(aws.client("s3").delete_bucket, Bucket=name())


def case_delete_bucket_not_empty(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.delete_bucket, Bucket=own)


def case_list_buckets(aws):
    s3, own = bucket(aws)
    answer = s3.list_buckets()
    return [own in [item["Name"] for item in answer["Buckets"]], sorted(answer["Owner"])]


def case_list_buckets_prefix(aws):
    s3, own = bucket(aws)
    return [item["Name"] == own for item in s3.list_buckets(Prefix=own)["Buckets"]]


def case_list_buckets_pages(aws):
    s3, prefix = aws.client("s3"), name()
    for index in range(3):
        s3.create_bucket(Bucket=f"{prefix}-{index}")
    first = s3.list_buckets(Prefix=prefix, MaxBuckets=2)
    second = s3.list_buckets(Prefix=prefix, MaxBuckets=2, ContinuationToken=first["ContinuationToken"])
    return [len(first["Buckets"]), len(second["Buckets"]), "ContinuationToken" in second]


def case_location(aws):
    s3, own = bucket(aws)
    return s3.get_bucket_location(Bucket=own)["LocationConstraint"]


def case_location_of_region(aws):
    s3, own = aws.client("s3"), name()
    s3.create_bucket(Bucket=own, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return s3.get_bucket_location(Bucket=own)["LocationConstraint"]


def case_versioning_of_new_bucket(aws):
    s3, own = bucket(aws)
    return "Status" in s3.get_bucket_versioning(Bucket=own)


def case_bucket_tags(aws):
    s3, own = bucket(aws)
    s3.put_bucket_tagging(Bucket=own, Tagging={"TagSet": [{"Key": "a", "Value": "1"}]})
    kept = s3.get_bucket_tagging(Bucket=own)["TagSet"]
    s3.delete_bucket_tagging(Bucket=own)
    return [kept, error_of(s3.get_bucket_tagging, Bucket=own)]


def case_bucket_tags_repeated(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_bucket_tagging, Bucket=own, Tagging={"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]})


def case_bucket_policy_left_out(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_bucket_policy, Bucket=own, Policy="{}")


def case_versioning_left_out(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_bucket_versioning, Bucket=own, VersioningConfiguration={"Status": "Enabled"})


# CORS

RULE = {"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["https://a.example"], "AllowedHeaders": ["*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60}


def case_cors(aws):
    s3, own = bucket(aws)
    missing = error_of(s3.get_bucket_cors, Bucket=own)
    s3.put_bucket_cors(Bucket=own, CORSConfiguration={"CORSRules": [RULE]})
    kept = s3.get_bucket_cors(Bucket=own)["CORSRules"]
    s3.delete_bucket_cors(Bucket=own)
    return [missing, kept, error_of(s3.get_bucket_cors, Bucket=own)]


def case_cors_bad_method(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_bucket_cors, Bucket=own, CORSConfiguration={"CORSRules": [{**RULE, "AllowedMethods": ["PATCH"]}]})


def preflight(aws, origin, method):
    s3, own = bucket(aws)
    s3.put_bucket_cors(Bucket=own, CORSConfiguration={"CORSRules": [RULE]})
    status, headers, _ = aws.request("OPTIONS", f"/{own}/k", headers={
        "Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"})
    return [status, headers.get("access-control-allow-origin"), headers.get("access-control-allow-methods"), headers.get("access-control-max-age")]


def case_preflight_allowed(aws):
    return preflight(aws, "https://a.example", "PUT")


def case_preflight_other_origin(aws):
    return preflight(aws, "https://b.example", "PUT")


def case_preflight_other_method(aws):
    return preflight(aws, "https://a.example", "DELETE")


# Objects

def case_put_get(aws):
    s3, own = bucket(aws)
    put = s3.put_object(Bucket=own, Key="k", Body=b"hello")
    answer = s3.get_object(Bucket=own, Key="k")
    return [put["ETag"], answer["Body"].read(), plain(answer, "ETag", "ContentLength", "ContentType", "Metadata", "AcceptRanges")]


def case_put_empty(aws):
    s3, own = bucket(aws)
    put = s3.put_object(Bucket=own, Key="k", Body=b"")
    return [put["ETag"], read(s3, own)]


def case_put_missing_bucket(aws):
    return error_of(aws.client("s3").put_object, Bucket=name(), Key="k", Body=b"x")


def case_get_missing_key(aws):
    s3, own = bucket(aws)
    return error_of(s3.get_object, Bucket=own, Key="k")


def case_get_missing_bucket(aws):
    return error_of(aws.client("s3").get_object, Bucket=name(), Key="k")


def case_head_missing_key(aws):
    s3, own = bucket(aws)
    return error_of(s3.head_object, Bucket=own, Key="k")


def case_head(aws):
    s3, own = bucket(aws, "k")
    return plain(s3.head_object(Bucket=own, Key="k"), "ETag", "ContentLength", "ContentType", "Metadata")


def case_delete(aws):
    s3, own = bucket(aws, "k")
    return [s3.delete_object(Bucket=own, Key="k")["ResponseMetadata"]["HTTPStatusCode"], error_of(s3.get_object, Bucket=own, Key="k")]


def case_delete_missing_key(aws):
    s3, own = bucket(aws)
    return s3.delete_object(Bucket=own, Key="k")["ResponseMetadata"]["HTTPStatusCode"]


def case_delete_missing_bucket(aws):
    return error_of(aws.client("s3").delete_object, Bucket=name(), Key="k")


def case_overwrite(aws):
    s3, own = bucket(aws, "k")
    s3.put_object(Bucket=own, Key="k", Body=b"new", Metadata={"a": "1"})
    return [read(s3, own), s3.head_object(Bucket=own, Key="k")["Metadata"]]


def case_metadata(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", Metadata={"Upper": "Value", "dash-ed": "a b"}, ContentType="text/plain",
                  CacheControl="no-cache", ContentDisposition="attachment", ContentLanguage="en", ContentEncoding="gzip")
    return plain(s3.head_object(Bucket=own, Key="k"), "Metadata", "ContentType", "CacheControl", "ContentDisposition", "ContentLanguage", "ContentEncoding")


def case_metadata_too_large(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"x", Metadata={"a": "v" * 2048})


def case_storage_class(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", StorageClass="STANDARD_IA")
    return s3.head_object(Bucket=own, Key="k").get("StorageClass")


def case_storage_class_unknown(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"x", StorageClass="NONSENSE")


def keys_work(aws, *keys):
    s3, own = bucket(aws, *keys)
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=own)["Contents"]]
    return [listed, [s3.get_object(Bucket=own, Key=key)["Body"].read() == key.encode() for key in keys]]


def case_keys_unicode(aws):
    return keys_work(aws, "hé/日本語", "\U0001F600.txt", "a\u0301")


def case_keys_odd(aws):
    return keys_work(aws, "a b", "a+b", "a%20b", "a?b", "a#b", "a&b=c", "a;b", "a'\"b", "a|b", "a\\b", "~", "a*", "(a)")


def case_keys_slashes(aws):
    return keys_work(aws, "/lead", "a//b", "a/", "a/b/")


def case_keys_long(aws):
    return keys_work(aws, "k" * 1024)


def case_key_too_long(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k" * 1025, Body=b"x")


def case_response_overrides(aws):
    s3, own = bucket(aws, "k")
    return plain(s3.get_object(Bucket=own, Key="k", ResponseContentType="text/css", ResponseContentDisposition="inline", ResponseCacheControl="no-store"),
                 "ContentType", "ContentDisposition", "CacheControl")


def case_attributes(aws):
    s3, own = bucket(aws, "k")
    return plain(s3.get_object_attributes(Bucket=own, Key="k", ObjectAttributes=["ETag", "ObjectSize", "StorageClass"]), "ETag", "ObjectSize", "StorageClass")


def case_attributes_of_missing(aws):
    s3, own = bucket(aws)
    return error_of(s3.get_object_attributes, Bucket=own, Key="k", ObjectAttributes=["ETag"])


def case_tags(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", Tagging="a=1&b=two%20words")
    first = s3.get_object_tagging(Bucket=own, Key="k")["TagSet"]
    s3.put_object_tagging(Bucket=own, Key="k", Tagging={"TagSet": [{"Key": "c", "Value": ""}]})
    second = s3.get_object_tagging(Bucket=own, Key="k")["TagSet"]
    s3.delete_object_tagging(Bucket=own, Key="k")
    return [sorted((item["Key"], item["Value"]) for item in first), second, s3.get_object_tagging(Bucket=own, Key="k")["TagSet"]]


def case_tags_too_many(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.put_object_tagging, Bucket=own, Key="k", Tagging={"TagSet": [{"Key": str(i), "Value": ""} for i in range(11)]})


def case_tags_reserved(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.put_object_tagging, Bucket=own, Key="k", Tagging={"TagSet": [{"Key": "aws:a", "Value": ""}]})


def case_tags_of_missing(aws):
    s3, own = bucket(aws)
    return error_of(s3.get_object_tagging, Bucket=own, Key="k")


def case_version_unknown(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.get_object, Bucket=own, Key="k", VersionId="nonsense")


def case_acl_public_left_out(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"x", ACL="public-read")


def case_customer_key_left_out(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"x", SSECustomerAlgorithm="AES256", SSECustomerKey="0" * 32)


def case_object_lock_left_out(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"x", ObjectLockLegalHoldStatus="ON")


def case_expected_owner(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.get_object, Bucket=own, Key="k", ExpectedBucketOwner="999999999999")


# Ranges

def ranged(aws, text, body=b"0123456789"):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=body)
    found = error_of(s3.get_object, Bucket=own, Key="k", Range=text)
    return found if isinstance(found, list) else read(s3, own, Range=text)


def case_range_first(aws):
    return ranged(aws, "bytes=0-3")


def case_range_middle(aws):
    return ranged(aws, "bytes=3-5")


def case_range_open(aws):
    return ranged(aws, "bytes=7-")


def case_range_suffix(aws):
    return ranged(aws, "bytes=-4")


def case_range_suffix_too_long(aws):
    return ranged(aws, "bytes=-100")


def case_range_beyond_end(aws):
    return ranged(aws, "bytes=5-100")


def case_range_out_of_bounds(aws):
    return ranged(aws, "bytes=10-20")


def case_range_reversed(aws):
    return ranged(aws, "bytes=5-3")


def case_range_suffix_zero(aws):
    return ranged(aws, "bytes=-0")


def case_range_of_empty(aws):
    return ranged(aws, "bytes=0-0", b"")


def case_range_head(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"0123456789")
    answer = s3.head_object(Bucket=own, Key="k", Range="bytes=2-4")
    return [answer["ResponseMetadata"]["HTTPStatusCode"], answer["ContentLength"]]


# Conditions

def conditional(aws, method, **arguments):
    s3, own = bucket(aws, "k")
    return status_of(getattr(s3, method), Bucket=own, Key="k", **arguments)


TAG = f'"{hashlib.md5(b"k").hexdigest()}"'
OTHER = '"00000000000000000000000000000000"'


def case_get_if_match(aws):
    return [conditional(aws, "get_object", IfMatch=TAG), conditional(aws, "get_object", IfMatch=OTHER)]


def case_get_if_none_match(aws):
    return [conditional(aws, "get_object", IfNoneMatch=OTHER), conditional(aws, "get_object", IfNoneMatch=TAG)]


def case_get_if_modified_since(aws):
    s3, own = bucket(aws, "k")
    written = s3.head_object(Bucket=own, Key="k")["LastModified"]
    return [status_of(s3.get_object, Bucket=own, Key="k", IfModifiedSince=when) for when in (0, written)]


def case_get_if_unmodified_since(aws):
    return [conditional(aws, "get_object", IfUnmodifiedSince=time.time() + 100), conditional(aws, "get_object", IfUnmodifiedSince=0)]


def case_head_if_match(aws):
    return [conditional(aws, "head_object", IfMatch=TAG), conditional(aws, "head_object", IfMatch=OTHER)]


def case_head_if_none_match(aws):
    return [conditional(aws, "head_object", IfNoneMatch=OTHER), conditional(aws, "head_object", IfNoneMatch=TAG)]


def case_put_if_none_match_existing(aws):
    s3, own = bucket(aws, "k")
    return [error_of(s3.put_object, Bucket=own, Key="k", Body=b"new", IfNoneMatch="*"), read(s3, own)[1]]


def case_put_if_none_match_new(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"new", IfNoneMatch="*")
    return read(s3, own)[1]


def case_put_if_match(aws):
    s3, own = bucket(aws, "k")
    wrong = error_of(s3.put_object, Bucket=own, Key="k", Body=b"new", IfMatch=OTHER)
    s3.put_object(Bucket=own, Key="k", Body=b"new", IfMatch=TAG)
    return [wrong, read(s3, own)[1]]


def case_put_if_match_missing(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"new", IfMatch=TAG)


def case_delete_if_match(aws):
    s3, own = bucket(aws, "k")
    return [error_of(s3.delete_object, Bucket=own, Key="k", IfMatch=OTHER), error_of(s3.delete_object, Bucket=own, Key="k", IfMatch=TAG)]


# Copies

def case_copy(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", Metadata={"a": "1"}, ContentType="text/plain")
    answer = s3.copy_object(Bucket=own, Key="copy", CopySource=f"{own}/k")
    return [answer["CopyObjectResult"]["ETag"], plain(s3.head_object(Bucket=own, Key="copy"), "Metadata", "ContentType"), read(s3, own, "copy")[1]]


def case_copy_replace_metadata(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", Metadata={"a": "1"}, ContentType="text/plain")
    s3.copy_object(Bucket=own, Key="copy", CopySource={"Bucket": own, "Key": "k"}, MetadataDirective="REPLACE", Metadata={"b": "2"}, ContentType="text/css")
    return plain(s3.head_object(Bucket=own, Key="copy"), "Metadata", "ContentType")


def case_copy_ignores_metadata(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", Metadata={"a": "1"})
    s3.copy_object(Bucket=own, Key="copy", CopySource=f"{own}/k", Metadata={"b": "2"})
    return s3.head_object(Bucket=own, Key="copy")["Metadata"]


def case_copy_to_self(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.copy_object, Bucket=own, Key="k", CopySource=f"{own}/k")


def case_copy_to_self_replace(aws):
    s3, own = bucket(aws, "k")
    s3.copy_object(Bucket=own, Key="k", CopySource=f"{own}/k", MetadataDirective="REPLACE", Metadata={"b": "2"})
    return s3.head_object(Bucket=own, Key="k")["Metadata"]


def case_copy_missing_key(aws):
    s3, own = bucket(aws)
    return error_of(s3.copy_object, Bucket=own, Key="copy", CopySource=f"{own}/k")


def case_copy_missing_source_bucket(aws):
    s3, own = bucket(aws)
    return error_of(s3.copy_object, Bucket=own, Key="copy", CopySource=f"{name()}/k")


def case_copy_missing_target_bucket(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.copy_object, Bucket=name(), Key="copy", CopySource=f"{own}/k")


def case_copy_odd_key(aws):
    s3, own = bucket(aws, "a b+c/é%20")
    s3.copy_object(Bucket=own, Key="copy", CopySource={"Bucket": own, "Key": "a b+c/é%20"})
    return read(s3, own, "copy")[1]


def case_copy_if_match(aws):
    s3, own = bucket(aws, "k")
    return [error_of(s3.copy_object, Bucket=own, Key="c", CopySource=f"{own}/k", CopySourceIfMatch=value) for value in (TAG, OTHER)]


def case_copy_if_none_match(aws):
    s3, own = bucket(aws, "k")
    return [error_of(s3.copy_object, Bucket=own, Key="c", CopySource=f"{own}/k", CopySourceIfNoneMatch=value) for value in (TAG, OTHER)]


def case_copy_if_unmodified_since(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.copy_object, Bucket=own, Key="c", CopySource=f"{own}/k", CopySourceIfUnmodifiedSince=0)


def case_copy_target_if_none_match(aws):
    s3, own = bucket(aws, "k", "c")
    return error_of(s3.copy_object, Bucket=own, Key="c", CopySource=f"{own}/k", IfNoneMatch="*")


def case_copy_bad_source(aws):
    s3, own = bucket(aws)
    return error_of(s3.copy_object, Bucket=own, Key="c", CopySource="nokey")


def case_copy_bad_directive(aws):
    s3, own = bucket(aws, "k")
    return error_of(s3.copy_object, Bucket=own, Key="c", CopySource=f"{own}/k", MetadataDirective="NONSENSE")


def case_copy_tags(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", Tagging="a=1")
    s3.copy_object(Bucket=own, Key="same", CopySource=f"{own}/k")
    s3.copy_object(Bucket=own, Key="other", CopySource=f"{own}/k", TaggingDirective="REPLACE", Tagging="b=2")
    return [s3.get_object_tagging(Bucket=own, Key=key)["TagSet"] for key in ("same", "other")]


# Many deletes

def case_delete_many(aws):
    s3, own = bucket(aws, "a", "b", "c")
    answer = s3.delete_objects(Bucket=own, Delete={"Objects": [{"Key": "a"}, {"Key": "b"}, {"Key": "missing"}]})
    return [sorted(item["Key"] for item in answer["Deleted"]), "Errors" in answer, [item["Key"] for item in s3.list_objects_v2(Bucket=own)["Contents"]]]


def case_delete_many_quiet(aws):
    s3, own = bucket(aws, "a", "b")
    answer = s3.delete_objects(Bucket=own, Delete={"Quiet": True, "Objects": [{"Key": "a"}, {"Key": "b"}]})
    return ["Deleted" in answer, s3.list_objects_v2(Bucket=own)["KeyCount"]]


def case_delete_many_odd_keys(aws):
    keys = ["a&b", "<a>", "é ", "a+b"]
    s3, own = bucket(aws, *keys)
    answer = s3.delete_objects(Bucket=own, Delete={"Objects": [{"Key": key} for key in keys]})
    return [sorted(item["Key"] for item in answer["Deleted"]), s3.list_objects_v2(Bucket=own)["KeyCount"]]


def case_delete_many_none(aws):
    s3, own = bucket(aws)
    return error_of(s3.delete_objects, Bucket=own, Delete={"Objects": []})


def case_delete_many_too_many(aws):
    s3, own = bucket(aws)
    return error_of(s3.delete_objects, Bucket=own, Delete={"Objects": [{"Key": str(i)} for i in range(1001)]})


def case_delete_many_missing_bucket(aws):
    return error_of(aws.client("s3").delete_objects, Bucket=name(), Delete={"Objects": [{"Key": "a"}]})


# Listings

KEYS = ["a", "b/1", "b/2", "b/c/3", "d", "e/4"]


def shown(answer):
    return [[item["Key"] for item in answer.get("Contents", [])], [item["Prefix"] for item in answer.get("CommonPrefixes", [])], answer["IsTruncated"]]


def case_list(aws):
    s3, own = bucket(aws, *KEYS)
    answer = s3.list_objects_v2(Bucket=own)
    return [shown(answer), plain(answer, "KeyCount", "MaxKeys", "Prefix", "Delimiter", "EncodingType")]


def case_list_members(aws):
    s3, own = bucket(aws, "k")
    return sorted(s3.list_objects_v2(Bucket=own)["Contents"][0])


def case_list_empty(aws):
    s3, own = bucket(aws)
    answer = s3.list_objects_v2(Bucket=own)
    return [shown(answer), answer["KeyCount"]]


def case_list_missing_bucket(aws):
    return error_of(aws.client("s3").list_objects_v2, Bucket=name())


def case_list_prefix(aws):
    s3, own = bucket(aws, *KEYS)
    return shown(s3.list_objects_v2(Bucket=own, Prefix="b/"))


def case_list_delimiter(aws):
    s3, own = bucket(aws, *KEYS)
    answer = s3.list_objects_v2(Bucket=own, Delimiter="/")
    return [shown(answer), answer["KeyCount"]]


def case_list_prefix_and_delimiter(aws):
    s3, own = bucket(aws, *KEYS)
    return shown(s3.list_objects_v2(Bucket=own, Prefix="b/", Delimiter="/"))


def case_list_long_delimiter(aws):
    s3, own = bucket(aws, "a--b", "a--c", "ab-c")
    return shown(s3.list_objects_v2(Bucket=own, Delimiter="--"))


def case_list_pages(aws):
    s3, own = bucket(aws, *KEYS)
    return [shown(page) for page in s3.get_paginator("list_objects_v2").paginate(Bucket=own, PaginationConfig={"PageSize": 2})]


def case_list_pages_with_delimiter(aws):
    s3, own = bucket(aws, *KEYS)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=own, Delimiter="/", PaginationConfig={"PageSize": 1})
    return [shown(page) for page in pages]


def case_list_start_after(aws):
    s3, own = bucket(aws, *KEYS)
    answer = s3.list_objects_v2(Bucket=own, StartAfter="b/2")
    return [shown(answer), answer.get("StartAfter")]


def case_list_start_after_missing_key(aws):
    s3, own = bucket(aws, *KEYS)
    return shown(s3.list_objects_v2(Bucket=own, StartAfter="c"))


def case_list_max_keys_zero(aws):
    s3, own = bucket(aws, "a")
    answer = s3.list_objects_v2(Bucket=own, MaxKeys=0)
    return [shown(answer), answer["KeyCount"]]


def case_list_max_keys_above_thousand(aws):
    s3, own = bucket(aws, "a")
    return s3.list_objects_v2(Bucket=own, MaxKeys=5000)["MaxKeys"]


def case_list_max_keys_negative(aws):
    s3, own = bucket(aws, "a")
    return error_of(s3.list_objects_v2, Bucket=own, MaxKeys=-1)


def case_list_bad_token(aws):
    s3, own = bucket(aws, "a")
    return error_of(s3.list_objects_v2, Bucket=own, ContinuationToken="not a token")


def case_list_fetch_owner(aws):
    s3, own = bucket(aws, "a")
    return ["Owner" in s3.list_objects_v2(Bucket=own, FetchOwner=flag)["Contents"][0] for flag in (True, False)]


def case_list_encoding(aws):
    s3, own = bucket(aws, "a b", "é/x+y")
    answer = s3.list_objects_v2(Bucket=own, EncodingType="url", Delimiter="/")
    return [[item["Key"] for item in answer["Contents"]], [item["Prefix"] for item in answer["CommonPrefixes"]], answer["EncodingType"]]


def case_list_encoding_unknown(aws):
    s3, own = bucket(aws, "a")
    return error_of(s3.list_objects_v2, Bucket=own, EncodingType="nonsense")


def case_list_order(aws):
    s3, own = bucket(aws, "b", "B", "a", "é", "z", "1", "\U0001F600", "\uFFFD")
    return [item["Key"] for item in s3.list_objects_v2(Bucket=own)["Contents"]]


def case_list_v1(aws):
    s3, own = bucket(aws, *KEYS)
    answer = s3.list_objects(Bucket=own, Delimiter="/")
    return [shown(answer), plain(answer, "Marker", "MaxKeys", "Prefix", "Delimiter")]


def case_list_v1_pages(aws):
    s3, own = bucket(aws, *KEYS)
    return [shown(page) for page in s3.get_paginator("list_objects").paginate(Bucket=own, PaginationConfig={"PageSize": 2})]


def case_list_v1_next_marker(aws):
    s3, own = bucket(aws, *KEYS)
    answer = s3.list_objects(Bucket=own, Delimiter="/", MaxKeys=2)
    return [shown(answer), answer.get("NextMarker"), shown(s3.list_objects(Bucket=own, Delimiter="/", Marker=answer["NextMarker"]))]


def case_list_v1_marker(aws):
    s3, own = bucket(aws, *KEYS)
    return shown(s3.list_objects(Bucket=own, Marker="b/1"))


# Addresses that carry their signature

def signed(aws, method, seconds=100, **arguments):
    s3, own = bucket(aws, "k")
    address = s3.generate_presigned_url(method, Params={"Bucket": own, "Key": "k", **arguments}, ExpiresIn=seconds)
    return s3, own, address[len(aws.url):]


def case_presigned_get(aws):
    _, _, path = signed(aws, "get_object")
    status, headers, body = aws.request("GET", path)
    return [status, headers["etag"], body]


def case_presigned_put(aws):
    s3, own, path = signed(aws, "put_object")
    status, _, _ = aws.request("PUT", path, b"new")
    return [status, read(s3, own)[1]]


def case_presigned_put_keeps_type(aws):
    s3, own, path = signed(aws, "put_object", ContentType="text/css")
    status, _, _ = aws.request("PUT", path, b"new", {"Content-Type": "text/css"})
    return [status, s3.head_object(Bucket=own, Key="k")["ContentType"]]


def case_presigned_override(aws):
    _, _, path = signed(aws, "get_object", ResponseContentType="text/css")
    return aws.request("GET", path)[1]["content-type"]


def case_presigned_delete(aws):
    _, _, path = signed(aws, "delete_object")
    return aws.request("DELETE", path)[0]


def case_presigned_missing_key(aws):
    s3, own = bucket(aws)
    address = s3.generate_presigned_url("get_object", Params={"Bucket": own, "Key": "k"})
    status, _, body = aws.request("GET", address[len(aws.url):])
    return [status, b"<Code>NoSuchKey</Code>" in body]


def case_presigned_expired(aws):
    _, _, path = signed(aws, "get_object", 1)
    time.sleep(2.1)
    status, _, body = aws.request("GET", path)
    return [status, b"AccessDenied" in body]
