namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A job that was never submitted.</summary>
    public static DiagnosticDescriptor ShardJobMissing => new(
        "DC2750", Severity.Error, "there is no job of this model and these settings: '{0}' is missing",
        "submit it with --executor, give the same options as then, or name its folder with --job");

    /// <summary>A folder that serves already.</summary>
    public static DiagnosticDescriptor ShardJobOfAnother => new(
        "DC2751", Severity.Error, "the folder '{0}' holds another job: {1}", "name another folder with --job");

    /// <summary>What was submitted is not there any more.</summary>
    public static DiagnosticDescriptor ShardModelChanged => new(
        "DC2752", Severity.Error, "the model is not the one that was submitted: its digest was {0} and is {1}",
        "put the model back, or submit anew with another --job");

    /// <summary>Rows of something else.</summary>
    public static DiagnosticDescriptor ShardOfAnother => new(
        "DC2753", Severity.Error, "the rows of task {0} are not of this job: {1}",
        "see that every machine has the same version of this program, and submit anew with another --job");

    /// <summary>Two tables that contradict each other.</summary>
    public static DiagnosticDescriptor TableRowsContradict => new(
        "DC2754", Severity.Error, "'{0}' is {1} by {2} and {3} by {4}",
        "keep tables of different versions or machines in files of their own; 'tables merge --newer' takes the later row");

    /// <summary>A folder whose manifest or status cannot be read.</summary>
    public static DiagnosticDescriptor ShardFolderUnreadable => new(
        "DC2755", Severity.Error, "the folder of the job cannot be read: {0}",
        "delete the folder and submit anew: the rows in the tables stay");
}
