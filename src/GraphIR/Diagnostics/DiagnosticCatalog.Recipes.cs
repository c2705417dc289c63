namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The user stopped a training run whose state is kept.</summary>
    public static DiagnosticDescriptor TrainingInterrupted => new(
        "DC2610", Severity.Error, "training was stopped; its state is kept in '{0}'", "start the same command again: it goes on from there");

    /// <summary>A setting of the recipe that makes no sense.</summary>
    public static DiagnosticDescriptor BadTrainingOption =>
        new("DC2640", Severity.Error, "the training option '{0}' cannot be used: {1}", "give it another value, or leave it out");

    /// <summary>More samples in a step than there are.</summary>
    public static DiagnosticDescriptor TrainingBatchTooLarge =>
        new(
            "DC2641", Severity.Error, "steps of {0} samples cannot be filled, there are only {1}",
            "lower the batch size, or name more data");

    /// <summary>Samples without answers, and no teacher that gives all of them.</summary>
    public static DiagnosticDescriptor NothingToLearnFrom => new(
        "DC2642", Severity.Error, "the samples have neither labels nor targets",
        "learn from a teacher alone (weight 1), or name data with labels");

    /// <summary>A class that the network does not have.</summary>
    public static DiagnosticDescriptor LabelBeyondOutputs =>
        new(
            "DC2643", Severity.Error, "a sample has label {0}, but the network answers with {1} classes",
            "train another network, or on other data");

    /// <summary>Two things that are compared element by element and cannot be.</summary>
    public static DiagnosticDescriptor TrainingShapesDiffer => new(
        "DC2644", Severity.Error, "{0} shape {1} is not that of '{2}', {3}",
        "name a teacher, features or data whose shapes are those of the trained network");

    /// <summary>Labels or soft targets for something that is no classifier.</summary>
    public static DiagnosticDescriptor NoScores => new(
        "DC2645", Severity.Error, "'{0}' has the shape {1}, which is not one score for each class",
        "train a network that is no classifier with targets, or by regression on a teacher's outputs");

    /// <summary>Training went astray.</summary>
    public static DiagnosticDescriptor LossNotFinite => new(
        "DC2646", Severity.Error, "the loss of step {0} is {1}",
        "lower the learning rate, add warm-up or limit the gradient's norm, and begin anew (another checkpoint file, or none)");

    /// <summary>A checkpoint that cannot be trusted.</summary>
    public static DiagnosticDescriptor CheckpointDamaged =>
        new("DC2647", Severity.Error, "the checkpoint is damaged: {0}", "delete it to begin anew, or restore it from a copy");

    /// <summary>A checkpoint of something else.</summary>
    public static DiagnosticDescriptor CheckpointOfAnotherRun => new(
        "DC2648", Severity.Error, "the checkpoint belongs to another run; it differs in {0}",
        "name another file, delete this one to begin anew, or repeat the run with what it was begun with");

    /// <summary>The file system refuses.</summary>
    public static DiagnosticDescriptor CheckpointUnreadable =>
        new("DC2649", Severity.Error, "the checkpoint cannot be read: {0}", "check the permissions and the disk, or name another file");

    /// <summary>A network without weights, or with all of them frozen.</summary>
    public static DiagnosticDescriptor NothingTrains => new(
        "DC2650", Severity.Error, "no weight that the loss depends on is trained",
        "name a network with weights, or freeze fewer of them (learning rate factors)");

    /// <summary>Samples of other inputs than the network's.</summary>
    public static DiagnosticDescriptor TrainingInputsDiffer =>
        new("DC2651", Severity.Error, "samples consist of {0} tensors, but '{1}' has {2} inputs", "name data that suits the network");
}
