using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CloudIde.Orchestrator.Setup;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Setup;

/// <summary>ecs/iam-policies.json: least privilege, and in step with the task definition.</summary>
public sealed class IamPoliciesTests
{
    /// <summary>
    /// The only actions that AWS lets nobody narrow to a resource, by the service authorization reference: the registry's
    /// sign-in, ListTasks (a cluster is its condition), CreateCluster and DescribeTaskDefinition.
    /// </summary>
    private static readonly string[] WithoutResource =
        ["ecr:GetAuthorizationToken", "ecs:CreateCluster", "ecs:DescribeTaskDefinition", "ecs:ListTasks"];

    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(PolicyFile()))!;

    [Fact]
    public void Statements_NameTheirResources()
    {
        foreach (var (role, statement) in Statements())
        {
            if (Texts(statement["Resource"]).Contains("*"))
            {
                Assert.All(Texts(statement["Action"]), action => Assert.Contains(action, WithoutResource));
            }

            Assert.All(Texts(statement["Action"]), action => Assert.DoesNotContain('*', action));
            Assert.Equal("Allow", (string?)statement["Effect"]);
            Assert.False(string.IsNullOrEmpty((string?)statement["Sid"]), role);
        }
    }

    [Fact]
    public void OrchestratorsTaskCalls_AreBoundToTheCluster()
    {
        var calls = Statements().Where(entry => entry.Role == "cloudide-orchestrator"
            && Texts(entry.Statement["Action"]).Any(action => action.StartsWith("ecs:", StringComparison.Ordinal)));

        Assert.All(calls, call => Assert.EndsWith(
            "cluster/cloudide-cluster",
            (string?)call.Statement["Condition"]!["ArnEquals"]!["ecs:cluster"],
            StringComparison.Ordinal));
    }

    [Fact]
    public void PassRole_IsBoundToTheTwoRolesAndToEcsTasks()
    {
        var statements = Statements().Where(entry => Texts(entry.Statement["Action"]).Contains("iam:PassRole")).ToList();

        Assert.NotEmpty(statements);
        Assert.All(statements, entry =>
        {
            Assert.Equal(
                "ecs-tasks.amazonaws.com", (string?)entry.Statement["Condition"]!["StringEquals"]!["iam:PassedToService"]);
            Assert.Equal(
                ["arn:aws:iam::ACCOUNT_ID:role/cloudide-worker-execution", "arn:aws:iam::ACCOUNT_ID:role/cloudide-worker-task"],
                Texts(entry.Statement["Resource"]));
        });
    }

    [Fact]
    public void Roles_AreThoseOfTheTaskDefinition()
    {
        var definition = TaskDefinitionFile.Parse(
            File.ReadAllText(TaskDefinitionFile.DefaultPath), "ACCOUNT_ID", "REGION", "task-definition.json");
        var roles = Document["roles"]!.AsArray().Select(role => $"arn:aws:iam::ACCOUNT_ID:role/{role!["roleName"]}").ToList();

        Assert.Contains(definition.ExecutionRoleArn, roles);
        Assert.Contains(definition.TaskRoleArn, roles);
    }

    [Fact]
    public void TrustPolicies_OfTheTasksRoles_ArePinnedToTheAccount()
    {
        foreach (var role in Document["roles"]!.AsArray().Where(role => ((string?)role!["roleName"])!.Contains("worker")))
        {
            var statement = Assert.Single(role!["trustPolicy"]!["Statement"]!.AsArray())!;
            Assert.Equal("ecs-tasks.amazonaws.com", (string?)statement["Principal"]!["Service"]);
            Assert.Equal("ACCOUNT_ID", (string?)statement["Condition"]!["StringEquals"]!["aws:SourceAccount"]);
        }
    }

    private static IEnumerable<(string Role, JsonNode Statement)> Statements() =>
        from role in Document["roles"]!.AsArray()
        from statement in role["policy"]!["Statement"]!.AsArray()
        select ((string)role["roleName"]!, statement);

    private static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select(item => (string)item!)],
        JsonValue value => [(string)value!],
        _ => [],
    };

    private static string PolicyFile([CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "..", "ecs", "iam-policies.json");
}
