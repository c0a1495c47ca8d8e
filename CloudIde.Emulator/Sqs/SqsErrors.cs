using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>
/// SQS's errors. In JSON they are named by the shapes of the SQS API; the header x-amzn-query-error keeps the older
/// codes, which the SDKs go on reporting.
/// </summary>
internal static class SqsErrors
{
    private const string Legacy = "AWS.SimpleQueueService.";

    public static AwsServiceException QueueDoesNotExist() =>
        Modeled("QueueDoesNotExist", Legacy + "NonExistentQueue", "The specified queue does not exist.");

    public static AwsServiceException QueueNameExists(string attribute) =>
        Modeled("QueueNameExists", "QueueAlreadyExists",
            $"A queue already exists with the same name and a different value for attribute {attribute}");

    public static AwsServiceException InvalidAttributeName(string name) =>
        Modeled("InvalidAttributeName", "InvalidAttributeName", $"Unknown Attribute {name}.");

    public static AwsServiceException InvalidAttributeValue(string name, string? reason = null) =>
        Modeled("InvalidAttributeValue", "InvalidAttributeValue",
            $"Invalid value for the parameter {name}." + (reason is null ? "" : $" Reason: {reason}"));

    public static AwsServiceException InvalidParameter(string message) =>
        new(400, "InvalidParameterValueException", message)
        {
            JsonType = "com.amazon.coral.service#InvalidParameterValueException",
            QueryCode = "InvalidParameterValue",
        };

    public static AwsServiceException InvalidParameter(string name, object value, string reason) =>
        InvalidParameter($"Value {value} for parameter {name} is invalid. Reason: {reason}");

    public static AwsServiceException MissingParameter(string name) =>
        new(400, "MissingRequiredParameterException", $"The request must contain the parameter {name}.")
        {
            JsonType = "com.amazon.coral.service#MissingRequiredParameterException",
            QueryCode = "MissingParameter",
        };

    public static AwsServiceException InvalidMessageContents() =>
        Modeled("InvalidMessageContents", "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");

    public static AwsServiceException ReceiptHandleIsInvalid(string handle) =>
        Modeled("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public static AwsServiceException MessageNotInflight() =>
        Modeled("MessageNotInflight", Legacy + "MessageNotInflight", "The message referred to is not in flight.");

    public static AwsServiceException OverLimit() =>
        Modeled("OverLimit", "OverLimit", "The maximum number of in flight messages is reached.", 403);

    public static AwsServiceException EmptyBatch(string entryType) =>
        Modeled("EmptyBatchRequest", Legacy + "EmptyBatchRequest", $"There should be at least one {entryType} in the request.");

    public static AwsServiceException TooManyEntries(int count) =>
        Modeled("TooManyEntriesInBatchRequest", Legacy + "TooManyEntriesInBatchRequest",
            $"Maximum number of entries per request are 10. You have sent {count}.");

    public static AwsServiceException EntryIdsNotDistinct(string id) =>
        Modeled("BatchEntryIdsNotDistinct", Legacy + "BatchEntryIdsNotDistinct", $"Id {id} repeated.");

    public static AwsServiceException InvalidEntryId() =>
        Modeled("InvalidBatchEntryId", Legacy + "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");

    public static AwsServiceException BatchTooLong(long length) =>
        Modeled("BatchRequestTooLong", Legacy + "BatchRequestTooLong",
            $"Batch requests cannot be longer than {SqsLimits.MaxMessageBytes} bytes. You have sent {length} bytes.");

    public static AwsServiceException ResourceNotFound(string message) =>
        Modeled("ResourceNotFoundException", "ResourceNotFoundException", message, 404);

    public static AwsServiceException UnsupportedOperation(string message) =>
        Modeled("UnsupportedOperation", Legacy + "UnsupportedOperation", message);

    public static AwsServiceException InvalidAddress(string address) =>
        Modeled("InvalidAddress", "InvalidAddress", $"The address {address} is not valid for this endpoint.", 404);

    private static AwsServiceException Modeled(string shape, string queryCode, string message, int status = 400) =>
        new(status, shape, message) { JsonType = "com.amazonaws.sqs#" + shape, QueryCode = queryCode };
}
