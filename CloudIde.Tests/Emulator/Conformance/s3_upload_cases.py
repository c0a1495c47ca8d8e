"""S3: multipart uploads, checksums and chunked bodies, case by case."""
import base64
import hashlib
import zlib

from run import error_of
from s3_cases import bucket, name, plain, read

DIFFERENCES = {
    "case_get_part": "AWS supports the emulator: partNumber gives that part alone, with 206 and x-amz-mp-parts-count.",
    "case_get_part_missing": "AWS supports the emulator: a part that is not there is 416 InvalidPartNumber.",
    "case_wrong_order": "AWS supports the emulator: InvalidPartOrder; both parts are too small as well, and the order is checked first.",
    "case_complete_unknown": "AWS supports the emulator: NoSuchUpload; moto fails with status 500.",
    "case_complete_if_match": "AWS supports the emulator: CompleteMultipartUpload has If-Match, which fails with 412.",
    "case_abort": "AWS supports the emulator: UploadPart to an aborted upload is NoSuchUpload; moto fails with status 500.",
    "case_upload_part_unknown": "AWS supports the emulator: NoSuchUpload; moto fails with status 500.",
    "case_part_number_zero": "AWS supports the emulator: part numbers are 1 to 10,000, else InvalidArgument.",
    "case_part_copy_range_out_of_bounds": "AWS supports the emulator: the range must lie within the source, else InvalidArgument.",
    "case_part_copy_missing_source": "AWS supports the emulator: NoSuchKey; moto's answer has no code.",
    "case_checksum_crc32c": "AWS supports the emulator: PutObject answers with the checksum that it stored.",
    "case_checksum_told_by_head": "AWS supports the emulator: HeadObject answers with ChecksumType.",
    "case_checksum_wrong": "AWS supports the emulator: a checksum that does not match what was received is BadDigest.",
    "case_checksum_wrong_sha256": "AWS supports the emulator: a checksum that does not match what was received is BadDigest.",
    "case_checksum_malformed": "AWS supports the emulator: InvalidRequest, 'Value for x-amz-checksum-crc32 header is invalid.'",
    "case_content_md5_wrong": "AWS supports the emulator: BadDigest.",
    "case_content_md5_malformed": "AWS supports the emulator: InvalidDigest.",
    "case_checksum_of_parts": "AWS supports the emulator: CompleteMultipartUpload answers with the composite checksum.",
    "case_chunked_wrong_trailer": "AWS supports the emulator: a checksum that does not match what was received is BadDigest.",
}

PART = b"a" * (5 * 1024 * 1024)


def begun(aws, **arguments):
    s3, own = bucket(aws)
    return s3, own, s3.create_multipart_upload(Bucket=own, Key="k", **arguments)["UploadId"]


def part(s3, own, upload, number, body=b"x"):
    return {"PartNumber": number, "ETag": s3.upload_part(Bucket=own, Key="k", UploadId=upload, PartNumber=number, Body=body)["ETag"]}


def complete(s3, own, upload, parts, **arguments):
    return s3.complete_multipart_upload(Bucket=own, Key="k", UploadId=upload, MultipartUpload={"Parts": parts}, **arguments)


def case_create(aws):
    s3, own = bucket(aws)
    return plain(s3.create_multipart_upload(Bucket=own, Key="k"), "Key")


def case_create_missing_bucket(aws):
    return error_of(aws.client("s3").create_multipart_upload, Bucket=name(), Key="k")


def case_one_part(aws):
    s3, own, upload = begun(aws)
    answer = complete(s3, own, upload, [part(s3, own, upload, 1)])
    return [answer["ETag"], answer["Key"], read(s3, own)]


def case_two_parts(aws):
    s3, own, upload = begun(aws, Metadata={"a": "1"}, ContentType="text/plain")
    parts = [part(s3, own, upload, 1, PART), part(s3, own, upload, 2, b"end")]
    etag = complete(s3, own, upload, parts)["ETag"]
    head = s3.head_object(Bucket=own, Key="k")
    return [etag, plain(head, "ContentLength", "Metadata", "ContentType"), read(s3, own, Range="bytes=-5")[1], read(s3, own, Range="bytes=5242879-5242881")[1]]


def case_get_part(aws):
    s3, own, upload = begun(aws)
    complete(s3, own, upload, [part(s3, own, upload, 1, PART), part(s3, own, upload, 2, b"end")])
    answer = s3.get_object(Bucket=own, Key="k", PartNumber=2)
    return [answer["Body"].read()[-8:], answer.get("PartsCount"), answer["ResponseMetadata"]["HTTPStatusCode"], answer.get("ContentRange")]


def case_get_part_missing(aws):
    s3, own, upload = begun(aws)
    complete(s3, own, upload, [part(s3, own, upload, 1)])
    return error_of(s3.get_object, Bucket=own, Key="k", PartNumber=5)


def case_part_replaced(aws):
    s3, own, upload = begun(aws)
    part(s3, own, upload, 1, b"old")
    complete(s3, own, upload, [part(s3, own, upload, 1, b"new")])
    return read(s3, own)[1]


def case_part_left_out(aws):
    s3, own, upload = begun(aws)
    part(s3, own, upload, 1, b"left out")
    complete(s3, own, upload, [part(s3, own, upload, 2, b"used")])
    return read(s3, own)[1]


def case_part_too_small(aws):
    s3, own, upload = begun(aws)
    return error_of(complete, s3=s3, own=own, upload=upload, parts=[part(s3, own, upload, 1), part(s3, own, upload, 2)])


def case_wrong_order(aws):
    s3, own, upload = begun(aws)
    parts = [part(s3, own, upload, 1), part(s3, own, upload, 2)]
    return error_of(complete, s3=s3, own=own, upload=upload, parts=parts[::-1])


def case_wrong_etag(aws):
    s3, own, upload = begun(aws)
    part(s3, own, upload, 1)
    return error_of(complete, s3=s3, own=own, upload=upload, parts=[{"PartNumber": 1, "ETag": '"00000000000000000000000000000000"'}])


def case_part_never_sent(aws):
    s3, own, upload = begun(aws)
    first = part(s3, own, upload, 1)
    return error_of(complete, s3=s3, own=own, upload=upload, parts=[{**first, "PartNumber": 2}])


def case_no_parts(aws):
    s3, own, upload = begun(aws)
    return error_of(complete, s3=s3, own=own, upload=upload, parts=[])


def case_complete_unknown(aws):
    s3, own = bucket(aws)
    return error_of(complete, s3=s3, own=own, upload="unknown", parts=[{"PartNumber": 1, "ETag": '"0"'}])


def case_complete_if_none_match(aws):
    s3, own, upload = begun(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"there")
    return error_of(complete, s3=s3, own=own, upload=upload, parts=[part(s3, own, upload, 1)], IfNoneMatch="*")


def case_complete_if_match(aws):
    s3, own, upload = begun(aws)
    etag = s3.put_object(Bucket=own, Key="k", Body=b"there")["ETag"]
    parts = [part(s3, own, upload, 1)]
    wrong = error_of(complete, s3=s3, own=own, upload=upload, parts=parts, IfMatch='"0"')
    complete(s3, own, upload, parts, IfMatch=etag)
    return [wrong, read(s3, own)[1]]


def case_abort(aws):
    s3, own, upload = begun(aws)
    part(s3, own, upload, 1)
    status = s3.abort_multipart_upload(Bucket=own, Key="k", UploadId=upload)["ResponseMetadata"]["HTTPStatusCode"]
    return [status, error_of(s3.upload_part, Bucket=own, Key="k", UploadId=upload, PartNumber=1, Body=b"x"), error_of(s3.list_parts, Bucket=own, Key="k", UploadId=upload)]


def case_abort_unknown(aws):
    s3, own = bucket(aws)
    return error_of(s3.abort_multipart_upload, Bucket=own, Key="k", UploadId="unknown")


def case_upload_part_unknown(aws):
    s3, own = bucket(aws)
    return error_of(s3.upload_part, Bucket=own, Key="k", UploadId="unknown", PartNumber=1, Body=b"x")


def case_part_number_zero(aws):
    s3, own, upload = begun(aws)
    return error_of(s3.upload_part, Bucket=own, Key="k", UploadId=upload, PartNumber=0, Body=b"x")


def case_part_number_too_large(aws):
    s3, own, upload = begun(aws)
    return error_of(s3.upload_part, Bucket=own, Key="k", UploadId=upload, PartNumber=10001, Body=b"x")


def case_list_parts(aws):
    s3, own, upload = begun(aws)
    for number in (3, 1):
        part(s3, own, upload, number)
    answer = s3.list_parts(Bucket=own, Key="k", UploadId=upload)
    return [[plain(item, "PartNumber", "ETag", "Size") for item in answer["Parts"]], plain(answer, "IsTruncated", "MaxParts", "StorageClass", "Key")]


def case_list_parts_pages(aws):
    s3, own, upload = begun(aws)
    for number in range(1, 4):
        part(s3, own, upload, number)
    pages = s3.get_paginator("list_parts").paginate(Bucket=own, Key="k", UploadId=upload, PaginationConfig={"PageSize": 2})
    return [[item["PartNumber"] for item in page["Parts"]] for page in pages]


def case_list_parts_unknown(aws):
    s3, own = bucket(aws)
    return error_of(s3.list_parts, Bucket=own, Key="k", UploadId="unknown")


def case_list_uploads(aws):
    s3, own = bucket(aws)
    for key in ("b", "a", "d/x"):
        s3.create_multipart_upload(Bucket=own, Key=key)
    answer = s3.list_multipart_uploads(Bucket=own)
    return [sorted(item["Key"] for item in answer["Uploads"]), answer["IsTruncated"], answer["MaxUploads"]]


def case_list_uploads_prefix(aws):
    s3, own = bucket(aws)
    for key in ("b", "a", "d/x"):
        s3.create_multipart_upload(Bucket=own, Key=key)
    return [item["Key"] for item in s3.list_multipart_uploads(Bucket=own, Prefix="d/")["Uploads"]]


def case_list_uploads_none(aws):
    s3, own = bucket(aws)
    return "Uploads" in s3.list_multipart_uploads(Bucket=own)


def case_upload_not_listed_as_object(aws):
    s3, own, upload = begun(aws)
    part(s3, own, upload, 1)
    return [s3.list_objects_v2(Bucket=own)["KeyCount"], error_of(s3.get_object, Bucket=own, Key="k")]


def case_part_copy(aws):
    s3, own, upload = begun(aws)
    s3.put_object(Bucket=own, Key="source", Body=b"0123456789")
    copied = s3.upload_part_copy(Bucket=own, Key="k", UploadId=upload, PartNumber=1, CopySource=f"{own}/source")["CopyPartResult"]
    complete(s3, own, upload, [{"PartNumber": 1, "ETag": copied["ETag"]}])
    return [copied["ETag"], read(s3, own)[1]]


def case_part_copy_range(aws):
    s3, own, upload = begun(aws)
    s3.put_object(Bucket=own, Key="source", Body=b"0123456789")
    copied = s3.upload_part_copy(Bucket=own, Key="k", UploadId=upload, PartNumber=1, CopySource=f"{own}/source", CopySourceRange="bytes=2-4")["CopyPartResult"]
    complete(s3, own, upload, [{"PartNumber": 1, "ETag": copied["ETag"]}])
    return read(s3, own)[1]


def case_part_copy_range_out_of_bounds(aws):
    s3, own, upload = begun(aws)
    s3.put_object(Bucket=own, Key="source", Body=b"0123456789")
    return error_of(s3.upload_part_copy, Bucket=own, Key="k", UploadId=upload, PartNumber=1, CopySource=f"{own}/source", CopySourceRange="bytes=5-10")


def case_part_copy_missing_source(aws):
    s3, own, upload = begun(aws)
    return error_of(s3.upload_part_copy, Bucket=own, Key="k", UploadId=upload, PartNumber=1, CopySource=f"{own}/source")


def case_delete_bucket_with_upload(aws):
    s3, own, _ = begun(aws)
    return error_of(s3.delete_bucket, Bucket=own)


# Checksums

def crc32(body):
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def case_checksum_crc32(aws):
    s3, own = bucket(aws)
    return s3.put_object(Bucket=own, Key="k", Body=b"hello", ChecksumAlgorithm="CRC32").get("ChecksumCRC32")


def case_checksum_crc32c(aws):
    s3, own = bucket(aws)
    return s3.put_object(Bucket=own, Key="k", Body=b"hello", ChecksumCRC32C="mnG7TA==").get("ChecksumCRC32C")


def case_checksum_sha1(aws):
    s3, own = bucket(aws)
    return s3.put_object(Bucket=own, Key="k", Body=b"hello", ChecksumAlgorithm="SHA1").get("ChecksumSHA1")


def case_checksum_sha256(aws):
    s3, own = bucket(aws)
    return s3.put_object(Bucket=own, Key="k", Body=b"hello", ChecksumAlgorithm="SHA256").get("ChecksumSHA256")


def case_checksum_told_by_head(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"hello", ChecksumAlgorithm="SHA256")
    return plain(s3.head_object(Bucket=own, Key="k", ChecksumMode="ENABLED"), "ChecksumSHA256", "ChecksumType")


def case_checksum_not_told_unasked(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"hello", ChecksumAlgorithm="SHA256")
    return plain(s3.head_object(Bucket=own, Key="k"), "ChecksumSHA256")


def case_checksum_wrong(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"hello", ChecksumCRC32=crc32(b"other"))


def case_checksum_wrong_sha256(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"hello", ChecksumSHA256=base64.b64encode(hashlib.sha256(b"other").digest()).decode())


def case_checksum_malformed(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"hello", ChecksumCRC32="nonsense")


def case_content_md5_wrong(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"hello", ContentMD5=base64.b64encode(hashlib.md5(b"other").digest()).decode())


def case_content_md5_malformed(aws):
    s3, own = bucket(aws)
    return error_of(s3.put_object, Bucket=own, Key="k", Body=b"hello", ContentMD5="nonsense")


def case_checksum_of_parts(aws):
    s3, own, upload = begun(aws, ChecksumAlgorithm="SHA256")
    sent = s3.upload_part(Bucket=own, Key="k", UploadId=upload, PartNumber=1, Body=b"hello", ChecksumAlgorithm="SHA256")
    answer = complete(s3, own, upload, [{"PartNumber": 1, "ETag": sent["ETag"], "ChecksumSHA256": sent["ChecksumSHA256"]}])
    return [sent["ChecksumSHA256"], answer.get("ChecksumSHA256")]


# Chunked bodies, as today's SDKs send them

def chunked(aws, body, headers=None):
    s3, own = bucket(aws)
    status, _, answer = aws.request("PUT", f"/{own}/k", body, {
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "Content-Encoding": "aws-chunked",
        "x-amz-decoded-content-length": "10",
        **(headers or {})})
    return [status, answer.decode().split("<Code>")[-1].split("</Code>")[0] if status != 200 else read(s3, own)[1]]


def trailing(aws, value):
    body = b"5\r\nhello\r\n5\r\nworld\r\n0\r\nx-amz-checksum-crc32:" + value.encode() + b"\r\n\r\n"
    return chunked(aws, body, {"x-amz-trailer": "x-amz-checksum-crc32"})


def case_chunked(aws):
    return trailing(aws, crc32(b"helloworld"))


def case_chunked_wrong_trailer(aws):
    return trailing(aws, crc32(b"other"))


def case_chunked_signed(aws):
    body = b"a;chunk-signature=" + b"0" * 64 + b"\r\nhelloworld\r\n0;chunk-signature=" + b"0" * 64 + b"\r\n\r\n"
    return chunked(aws, body, {"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"})


def case_chunked_encoding_not_kept(aws):
    s3, own = bucket(aws)
    s3.put_object(Bucket=own, Key="k", Body=b"x", ContentEncoding="gzip")
    return s3.head_object(Bucket=own, Key="k")["ContentEncoding"]
