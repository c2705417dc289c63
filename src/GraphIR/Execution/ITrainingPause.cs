namespace DepthCompress.GraphIR;

/// <summary>Has a training stand still for a while, since something else needs its device undisturbed.</summary>
public interface ITrainingPause
{
    /// <summary>Whether it is to stand still now. Asked between any two steps, so the answer must be cheap.</summary>
    bool IsDue { get; }

    /// <summary>Waits until it may go on. Nothing of the training is computed meanwhile.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    void Wait(CancellationToken cancellation);
}
