/// What sort of evidence an exhibit is.
package enum EvidenceCategory: String, Word {
    case document
    case deviceImage = "device-image"
    case mobileExtraction = "mobile-extraction"
    case chatExport = "chat-export"
    case providerData = "provider-data"
    case openSourceCapture = "open-source-capture"
    case financialRecord = "financial-record"
    case employmentContract = "employment-contract"
    case migrationRecord = "migration-record"
    case identityOrTravelDocument = "identity-or-travel-document"
    case photograph
    case videoRecording = "video-recording"
    case audioRecording = "audio-recording"
    case interviewRecording = "interview-recording"
    case witnessStatement = "witness-statement"
    case victimIdentificationForm = "victim-identification-form"
    case lossStatement = "loss-statement"
    case medicalReport = "medical-report"
    case transcript
    case translation
    case intercept
    case covertProduct = "covert-product"
    case biometric
    case expertReport = "expert-report"
    case courtRecord = "court-record"
    case custodyForm = "custody-form"
    case physicalObjectRecord = "physical-object-record"

    package static let noun = "evidence category"
}
