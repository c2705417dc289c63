namespace DepthCompress.GraphIR;

/// <summary>How the training behind a row of the importance table went.</summary>
/// <param name="Steps">Finished steps of the run that counts.</param>
/// <param name="Attempts">Runs, 1 or 2.</param>
/// <param name="StoppedEarly">Whether the row was given up before its last step.</param>
/// <param name="Retried">Why there was a second run, and what was different in it; null where there was none.</param>
public sealed record RowTraining(long Steps, int Attempts = 1, bool StoppedEarly = false, string? Retried = null);
