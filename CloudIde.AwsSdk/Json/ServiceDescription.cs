using System.Net;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace CloudIde.AwsSdk.Json;

/// <summary>What distinguishes one of AWS's JSON 1.1 services from another, as its service model states it.</summary>
internal sealed class ServiceDescription
{
    /// <summary>The namespace of the client, such as <c>Amazon.ECS</c>; it appears in logs and metrics.</summary>
    public required string Namespace { get; init; }

    /// <summary>The service id, such as <c>CloudWatch Logs</c>; <c>AWS_ENDPOINT_URL_CLOUDWATCH_LOGS</c> comes from it.</summary>
    public required string ServiceId { get; init; }

    /// <summary>The first label of the host name, which is also the signing name, such as <c>ecs</c>.</summary>
    public required string EndpointPrefix { get; init; }

    /// <summary>The version of the API, such as <c>2014-11-13</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What stands before the dot of <c>X-Amz-Target</c>.</summary>
    public required string TargetPrefix { get; init; }

    /// <summary>The JSON names and shapes of requests and responses.</summary>
    public required JsonSerializerContext Json { get; init; }

    /// <summary>Makes the exception for an error, or returns null when the code is not a modelled one.</summary>
    public required Func<ErrorResponse, AmazonServiceException> ModelledError { get; init; }

    /// <summary>Makes the service's base exception, for a code that is not modelled: <c>ThrottlingException</c>.</summary>
    public required Func<ErrorResponse, HttpStatusCode, AmazonServiceException> OtherError { get; init; }
}
